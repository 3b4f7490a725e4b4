// What every script language must do alike, through real runner processes. A new bridge adds its line to `BRIDGES`.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { javascript } from "../../../bridges/javascript/language.ts";
import { lua } from "../../../bridges/lua/language.ts";
import { python } from "../../../bridges/python/language.ts";
import { systemClock } from "../../../src/foundation/clock.ts";
import type { JsonObject } from "../../../src/foundation/json.ts";
import type { UniversalEvent } from "../../../src/model/events.ts";
import { parseHookResult } from "../../../src/model/parse-result.ts";
import { createCheckServices } from "../../../src/runtime/scripts/check-services.ts";
import { createHttpServices } from "../../../src/runtime/http/http-services.ts";
import { ScriptGrants } from "../../../src/runtime/scripts/script-grants.ts";
import { MemoryStateStore } from "../../../src/runtime/state/memory-state-store.ts";
import { createStateServices } from "../../../src/runtime/state/state-services.ts";
import { defaultCacheFolder } from "../../../src/runtime/user-folders.ts";
import { AssetStore } from "../../../src/sandbox/asset-store.ts";
import type { ScriptLanguage } from "../../../src/sandbox/bridge.ts";
import { describeMissingModule, type GuestModule } from "../../../src/sandbox/guest-protocol.ts";
import { LanguageSandbox } from "../../../src/sandbox/language-sandbox.ts";
import type { ScriptLogLine } from "../../../src/sandbox/log-buffer.ts";
import type { Publication } from "../../../src/sandbox/publications.ts";
import { readCallReply, SandboxedScript } from "../../../src/sandbox/sandboxed-script.ts";
import { javascriptScripts } from "./javascript.ts";
import { luaScripts } from "./lua.ts";
import { pythonScripts } from "./python.ts";
import type { ConformanceScripts } from "./scripts.ts";

const BRIDGES: { language: ScriptLanguage; scripts: ConformanceScripts; loadLimitMs: number }[] = [
  { language: javascript, scripts: javascriptScripts, loadLimitMs: 1000 },
  { language: lua, scripts: luaScripts, loadLimitMs: 1500 },
  { language: python, scripts: pythonScripts, loadLimitMs: 5000 },
];

const server = createServer((request, response) => {
  void text(request).then((body) => response.end(`${request.method} ${request.headers["x-mine"]?.toString() ?? "-"} ${body}`));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => void server.close());

describe.each(BRIDGES)("a $language.name script", ({ language, scripts, loadLimitMs }) => {
  const logged: ScriptLogLine[] = [];
  let dropped = 0;
  const published: { id: string; publications: readonly Publication[]; lost: number }[] = [];
  const file = `guard${language.extensions[0]}`;
  const teamStore = new MemoryStateStore(systemClock);
  const sandbox = createSandbox(language);
  const loaded: SandboxedScript[] = [];

  function createSandbox(of: ScriptLanguage): LanguageSandbox {
    return new LanguageSandbox(of, {
      clock: systemClock,
      assets: new AssetStore(defaultCacheFolder()),
      observer: {
        scriptLogged: (_id, lines, lost) => {
          logged.push(...lines);
          dropped += lost;
        },
        limitExceeded: () => {},
        scriptQuarantined: () => {},
        scriptReleased: () => {},
        runnerEnded: () => {},
        notice: () => {},
      },
      services: new Map([
        ...createStateServices(teamStore, systemClock, {
          shared: { allowsState: (_id, name) => name === "team", denied: () => {} },
        }),
        ...createCheckServices(systemClock),
        ...createHttpServices({ grants: new ScriptGrants({ "*": { http: [`127.0.0.1:${port}`], httpPrivate: true } }) }),
      ]),
      onPublished: (id, publications, lost) => void published.push({ id, publications, lost }),
    });
  }

  async function load(source: string, into = sandbox): Promise<SandboxedScript> {
    const script = await SandboxedScript.load(into, { file, source });
    loaded.push(script);
    return script;
  }

  /** Calls the hook the script registered at `test:<name>` and reads its reply as the executor would. */
  async function call(script: SandboxedScript, name: string, data: unknown = {}, timeoutMs = 2000): Promise<unknown> {
    const hook = script.hooks.find(({ point }) => point === `test:${name}`)!;
    const envelope = JSON.stringify({
      point: hook.point,
      data,
      metadata: {},
      state: {},
      component: { id: "c" },
      correlation_id: "1",
    });
    const answer = readCallReply(await script.call(hook.handle, envelope, timeoutMs), file);
    return answer === undefined ? undefined : parseHookResult(answer);
  }

  afterEach(async () => {
    await Promise.all(loaded.splice(0).map((script) => script.unload()));
    logged.length = 0;
    dropped = 0;
  });

  afterAll(async () => {
    await sandbox.close();
  });

  test("answers each of the nine results with its constructor", async () => {
    const script = await load(scripts.results);
    expect(await call(script, "continue")).toBeUndefined();
    expect(await call(script, "modified")).toEqual({ type: "modified", data: { a: 1, b: null } });
    expect(await call(script, "cancel")).toEqual({ type: "cancel", reason: "no" });
    expect(await call(script, "redirect")).toEqual({ type: "redirect", target: "other" });
    expect(await call(script, "replace")).toEqual({ type: "replace", component: "mine" });
    const policy = { type: "retry", max_attempts: 5, delay_ms: 10, backoff: "exponential", jitter: true };
    expect(await call(script, "retry")).toEqual(policy);
    const defaults = { type: "retry", max_attempts: 3, delay_ms: 0, backoff: "fixed", jitter: false };
    expect(await call(script, "retry-defaults")).toEqual(defaults);
    const branches = [{ data: { n: 1 } }, { component: "b" }];
    expect(await call(script, "fork")).toEqual({ type: "fork", branches, join: "first" });
    expect(await call(script, "fork-defaults")).toEqual({ type: "fork", branches: [{ component: "b" }], join: "all" });
    expect(await call(script, "cache")).toEqual({ type: "cache", result: { x: [1, 2] }, ttl_ms: 500, key: "key" });
    expect(await call(script, "cache-no-key")).toEqual({ type: "cache", result: "value", ttl_ms: 500 });
    expect(await call(script, "skipped")).toEqual({ type: "skipped", reason: "not mine" });
  });

  test("may answer nothing, annotate, or answer a plain table", async () => {
    const script = await load(scripts.plain);
    expect(await call(script, "nothing")).toBeUndefined();
    expect(await call(script, "annotated")).toEqual({ type: "continue", annotations: { hint: "x" } });
    expect(await call(script, "plain")).toEqual({ type: "cancel", reason: "plain" });
  });

  test("reads every field of the context", async () => {
    const script = await load(scripts.context);
    const context = {
      point: "test:context",
      data: { tool: "Bash", nested: { list: [1, "two", null] } },
      metadata: { team: "a" },
      state: { budget: 5 },
      component: { id: "agent-1", name: "Agent", type: "agent" },
      correlation_id: "abc",
      deadline: 1_800_000_000_000,
    };
    const reply = await script.call(script.hooks[0]!.handle, JSON.stringify(context), 2000);
    expect(readCallReply(reply, file)).toEqual({ type: "modified", data: context });
  });

  test("gives back any JSON value as it was", async () => {
    const script = await load(scripts.echo);
    const values = [
      null,
      true,
      0,
      -1.5,
      2 ** 53 - 1,
      1e21,
      "",
      'ü 🎣 \u0000 \u2028 "quoted"\n',
      [],
      {},
      [[]],
      { a: {} },
      [null, { b: [] }],
    ];
    for (const value of values) expect(await call(script, "echo", { value })).toEqual({ type: "modified", data: { value } });
    const value = fc
      .jsonValue({ maxDepth: 4, noUnicodeString: false })
      .filter((json) => !JSON.stringify(json).includes("__proto__"));
    await fc.assert(
      fc.asyncProperty(value, async (arbitrary) => {
        const expected = JSON.parse(JSON.stringify(arbitrary)) as unknown;
        expect(await call(script, "echo", { value: expected })).toEqual({ type: "modified", data: { value: expected } });
      }),
      { numRuns: 200 },
    );
  });

  test("waits without holding other calls up, and answers each call its own", async () => {
    const script = await load(scripts.waiting);
    const startedMs = performance.now();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => call(script, "wait", { n, ms: 30 + (n % 3) * 10 })));
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => ({ type: "modified", data: { n } })));
    expect(performance.now() - startedMs).toBeLessThan(20 * 60);
  });

  test("is told which call failed after waiting", async () => {
    const script = await load(scripts.waiting);
    await expect(call(script, "wait-fails")).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("late failure"),
    });
  });

  test("times out while it waits, and goes on with its next call", async () => {
    const script = await load(scripts.waiting);
    await expect(call(script, "wait", { n: 1, ms: 5000 }, 50)).rejects.toMatchObject({ code: "HOOK_TIMED_OUT" });
    expect(await call(script, "wait", { n: 2, ms: 1 })).toEqual({ type: "modified", data: { n: 2 } });
  });

  test("names script, line and its own frames when a handler throws", async () => {
    const script = await load(scripts.throws.source);
    const error = await call(script, "throws").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("broken on purpose"),
      place: { file, line: scripts.throws.line },
    });
    const { frames } = (error as { details: { frames: { file: string; line: number; function?: string }[] } }).details;
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(frames.every((frame) => frame.file === file)).toBe(true);
    expect(frames[0]).toMatchObject({ line: scripts.throws.line, function: expect.stringContaining("inner") });
  });

  test("is refused with the line when it does not compile", async () => {
    await expect(load(scripts.syntax.source)).rejects.toMatchObject({
      code: "SCRIPT_SYNTAX",
      place: { file, line: scripts.syntax.line },
    });
  });

  test("is refused with the line when its top level throws", async () => {
    await expect(load(scripts.loadThrows.source)).rejects.toMatchObject({
      code: "SCRIPT_LOAD_FAILED",
      message: expect.stringContaining("no load"),
      place: { file, line: scripts.loadThrows.line },
    });
  });

  describe("with shared modules", () => {
    const ending = language.extensions[0]!;
    const shared = (name: string, source: string): GuestModule => ({ name, file: `modules/${name}${ending}`, source });
    const { importer, money, join, broken } = scripts.modules;
    const given = [shared("money", money.source), shared("text/join", join)];

    async function loadWith(modules: readonly GuestModule[], source = importer): Promise<SandboxedScript> {
      const script = await SandboxedScript.load(sandbox, { file, source, modules });
      loaded.push(script);
      return script;
    }

    test("imports those it was given, each once, and says which", async () => {
      const script = await loadWith([...given, shared("unused", broken.source)]);
      expect(await call(script, "price")).toMatchObject({ data: { text: "1:32:4" } });
      expect(await call(script, "price")).toMatchObject({ data: { text: "3:34:4" } });
      expect(script.report.modules.toSorted()).toEqual(["money", "text/join"]);
    });

    test("shares no variables with another script that imports them", async () => {
      const [one, other] = [await loadWith(given), await loadWith(given)];
      await call(one, "price");
      expect(await call(other, "price")).toMatchObject({ data: { text: "1:32:4" } });
    });

    test("names the place in the module where something fails", async () => {
      const place = { file: given[0]!.file, line: money.line };
      await expect(call(await loadWith(given), "fail")).rejects.toMatchObject({
        code: "HOOK_FAILED",
        message: expect.stringContaining("out of money"),
        place,
        details: { frames: [expect.objectContaining(place), expect.objectContaining({ file })] },
      });
    });

    test("is refused with the place in the module that does not compile", async () => {
      const loading = loadWith([shared("money", broken.source), given[1]!]);
      await expect(loading).rejects.toMatchObject({
        code: "SCRIPT_SYNTAX",
        place: { file: given[0]!.file, line: broken.line },
      });
    });

    test("is refused when it was not given one, with what grants it", async () => {
      await expect(loadWith([given[0]!])).rejects.toMatchObject({
        code: "SCRIPT_LOAD_FAILED",
        message: expect.stringContaining(describeMissingModule(file, "text/join", ending)),
      });
    });
  });

  test("is refused when its top level never ends, and its neighbours go on", async () => {
    const impatient = createSandbox({ ...language, loadTimeoutMs: loadLimitMs });
    try {
      const neighbour = await load(scripts.plain, impatient);
      await expect(load(scripts.loadSpins, impatient)).rejects.toMatchObject({ code: "SCRIPT_LOAD_TIMED_OUT" });
      expect(await call(neighbour, "plain")).toEqual({ type: "cancel", reason: "plain" });
    } finally {
      await impatient.close();
    }
  });

  test.each(["spin", "swallow"])("is stopped when a handler loops for ever (%s), and answers its next call", async (name) => {
    const script = await load(scripts.spins);
    const startedMs = performance.now();
    await expect(call(script, name, {}, 100)).rejects.toMatchObject({ code: "HOOK_TIMED_OUT" });
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(await call(script, "fine")).toEqual({ type: "skipped", reason: "fine" });
  });

  test("fails when it uses too much memory, and answers its next call", async () => {
    const script = await load(scripts.eats);
    const error = await call(script, "eat", {}, 5000).catch((thrown: unknown) => thrown);
    expect(["SCRIPT_MEMORY_EXCEEDED", "HOOK_FAILED"]).toContain((error as { code: string }).code);
    expect(await call(script, "fine")).toEqual({ type: "skipped", reason: "fine" });
  });

  test("fails when it recurses without end, and answers its next call", async () => {
    const script = await load(scripts.recurses);
    await expect(call(script, "recurse")).rejects.toMatchObject({ code: "HOOK_FAILED" });
    expect(await call(script, "fine")).toEqual({ type: "skipped", reason: "fine" });
  });

  test.each(["number", "text", "function", "deep", "cyclic", "huge", "nan"])(
    "gets an error that says so when its answer is no result (%s)",
    async (name) => {
      const script = await load(scripts.wrongResults);
      await expect(call(script, name)).rejects.toMatchObject({ code: "RESULT_INVALID", place: { file } });
    },
  );

  test("logs at four levels and prints at level info", async () => {
    const script = await load(scripts.logs);
    await call(script, "log");
    expect(logged).toEqual([
      { level: "debug", text: "one" },
      { level: "info", text: 'two {"a":1}' },
      { level: "warn", text: "three" },
      { level: "error", text: "four" },
      { level: "info", text: "five" },
    ]);
  });

  test("loses log lines when it floods, is told how many, and still answers", async () => {
    const script = await load(scripts.floods);
    expect(await call(script, "flood", {}, 5000)).toEqual({ type: "skipped", reason: "flooded" });
    expect(logged.length).toBeGreaterThan(100);
    expect(logged.length).toBeLessThan(100_000);
    expect(dropped).toBeGreaterThan(0);
  });

  test("cannot register hooks from inside a handler", async () => {
    const script = await load(scripts.registersLate);
    await expect(call(script, "nested")).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("while the script loads"),
    });
  });

  test("passes every option on, with the line it was written at", async () => {
    const script = await load(scripts.options);
    expect(script.hooks).toEqual([
      {
        handle: expect.any(Number),
        point: "test:options",
        line: 3,
        options: {
          id: "my-hook",
          description: "what it does",
          phase: "authorize",
          priority: "high",
          before: "others/*",
          after: ["first", "second"],
          once: true,
          match: { tool_name: ["a", "b"] },
          timeout_ms: 250,
          failure_mode: "fail_closed",
        },
      },
    ]);
  });

  test("keeps its variables between calls and shares none with another script", async () => {
    const [one, other] = [await load(scripts.counts), await load(scripts.counts)];
    expect(await call(one, "count")).toEqual({ type: "modified", data: { script: 1, global: 1 } });
    expect(await call(one, "count")).toEqual({ type: "modified", data: { script: 2, global: 2 } });
    expect(await call(other, "count")).toEqual({ type: "modified", data: { script: 1, global: 1 } });
  });

  test("changes nothing by changing its copy of the data", async () => {
    const script = await load(scripts.mutates);
    expect(await call(script, "mutate", { value: "kept" })).toBeUndefined();
  });

  test("keeps state in the host, and is told what went wrong there", async () => {
    const script = await load(scripts.state);
    expect(await call(script, "state")).toEqual({
      type: "modified",
      data: { got: 3, counted: 3, summed: 5, keys: ["n", "w"], deleted: true, missing: true },
    });
    const { data } = (await call(script, "state-fails")) as { data: { message: string } };
    expect(data.message).toContain("a key is a text of 1 to 500 characters. [STATE_REQUEST_INVALID]");
  });

  test("shares a state that is granted with scripts of every language, and is told which is not", async () => {
    const script = await load(scripts.shared);
    expect(script.report.wants.state).toEqual(["team"]);
    teamStore.set("/shared/team", "from-afar", { text: '"hello"', expiresMs: undefined });
    expect(await call(script, "shared", { key: "mine", look: "from-afar" })).toEqual({
      type: "modified",
      data: { calls: 1, summed: 2, keys: ["calls", "from-afar", "mine", "w"], seen: "hello" },
    });
    expect(await call(script, "shared", { key: "mine", look: "mine" })).toMatchObject({
      data: { calls: 2, summed: 4, seen: language.name },
    });
    const { data } = (await call(script, "shared-refused")) as { data: { message: string } };
    expect(data.message).toContain('may not use "other": the config does not grant it. [PERMISSION_DENIED]');
  });

  test("has commands and values checked by the host, and is told what cannot be", async () => {
    const script = await load(scripts.checks);
    const value = { note: "ghp_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789", list: ["plain"] };
    expect(await call(script, "checks", { command: "ls; rm -rf /", value })).toEqual({
      type: "modified",
      data: {
        verdict: {
          risk: "CRITICAL",
          rule: "delete-everything",
          why: expect.stringContaining("deletes"),
          part: { text: "rm -rf /", start: 4, end: 12 },
        },
        value: { note: "[redacted:github-token]", list: ["plain"] },
      },
    });
    const { data } = (await call(script, "checks-wrong")) as { data: { message: string } };
    expect(data.message).toContain("the command must be a text. [CHECK_REQUEST_INVALID]");
  });

  test("publishes events without waiting, and only events", async () => {
    const script = await load(scripts.state);
    published.length = 0;
    expect(await call(script, "state-sync")).toEqual({ type: "skipped", reason: "sync" });
    expect(published).toEqual([{ id: file, publications: [{ type: "spend.sync", data: {} }], lost: 0 }]);
    const other = await load(scripts.events);
    published.length = 0;
    expect(await call(other, "publish")).toBeUndefined();
    expect(published.flatMap(({ publications }) => publications)).toEqual([{ type: "spend.counted", data: { n: 1 } }]);
    await expect(call(other, "publish-wrong")).rejects.toMatchObject({
      code: "HOOK_FAILED",
      message: expect.stringContaining("dotted lower case"),
      place: { file, line: expect.any(Number) },
    });
  });

  test("is told of events in batches; one that fails or waits does not keep it from the others", async () => {
    const script = await load(scripts.events);
    expect(script.report).toMatchObject({
      subscriptions: [{ pattern: "tool.*", line: 3 }],
      wants: { publish: ["spend.*"] },
    });
    const event = (data: JsonObject): UniversalEvent => {
      return {
        id: "1",
        event_type: "tool.used",
        timestamp: "2026-01-01T00:00:00.000Z",
        version: "1.0",
        source: { component: "c" },
        data,
      };
    };
    logged.length = 0;
    const batch = [{ n: 1 }, { bad: true }, { wait: true }, { n: 2 }, { bad: true }].map(event);
    const faults = await script.deliver(script.report.subscriptions[0]!.handle, batch, 2000);
    expect(faults.map(({ code, message, place }) => [code, message.replace(/^\w+: /, ""), place?.line])).toEqual(
      Array(2).fill([
        "SUBSCRIBER_FAILED",
        "broken on purpose",
        scripts.events.split("\n").findIndex((l) => l.includes("broken on")) + 1,
      ]),
    );
    expect(logged.map(({ text }) => text)).toEqual(["tool.used 1", "tool.used 2"]);
  });

  test("asks servers through the host, and is told what it may not", async () => {
    const script = await load(scripts.http);
    expect(script.report.wants).toEqual({ publish: [], http: ["api.example.com"], state: [] });
    expect(await call(script, "http", { url: `http://127.0.0.1:${port}/` })).toMatchObject({
      data: {
        posted: { status: 200, body: 'POST yes {"n":1}' },
        got: { status: 200, body: "GET - ", headers: { "content-length": "6" } },
      },
    });
    const { data } = (await call(script, "http-refused")) as { data: { message: string } };
    expect(data.message).toContain("may not reach localhost: the config does not grant it. [HTTP_REFUSED]");
  });

  test("performs operations as the components it defines", async () => {
    const script = await load(scripts.components);
    const perform = (name: string, data: unknown = {}): Promise<unknown> => {
      const { handle } = script.report.components.find((component) => component.name === name)!;
      return script.perform(handle, JSON.stringify({ data, component: { id: name } }), 2000);
    };
    expect(await perform("double", { n: 21 })).toEqual({ doubled: 42 });
    expect(await perform("later")).toBe("late");
    expect(await perform("nothing")).toBeNull();
    await expect(perform("broken")).rejects.toMatchObject({
      code: "COMPONENT_FAILED",
      message: expect.stringContaining("no part"),
      place: { file, line: expect.any(Number) },
    });
  });

  test("declares its version, and makes its state of that of another", async () => {
    const script = await load(scripts.migrates);
    const declared = script.report.script!;
    expect(declared).toEqual({ version: 3, migrate: expect.any(Number), line: 2 });
    const migrate = (from: number, state: JsonObject): Promise<unknown> => script.migrate(declared.migrate!, from, state, 2000);
    expect(await migrate(1, { total: 2, note: null })).toEqual({ total_cents: 200, note: null });
    expect(await migrate(2, { list: [], table: { n: 1.5 } })).toEqual({ list: [], table: { n: 1.5 }, migrated_from: 2 });
    await expect(migrate(9, { n: 1 })).rejects.toMatchObject({
      code: "SCRIPT_MIGRATION_FAILED",
      message: expect.stringContaining("too new"),
      place: { file, line: expect.any(Number) },
    });
    await expect(load(scripts.wrongVersion)).rejects.toMatchObject({
      code: "SCRIPT_LOAD_FAILED",
      message: expect.stringContaining("version must be an integer from 1 on"),
      place: { file, line: 2 },
    });
  });

  test("finds no power of the host", async () => {
    const script = await load(scripts.probes);
    expect(await call(script, "probe")).toEqual({ type: "modified", data: { found: [] } });
  });
});
