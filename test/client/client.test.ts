// The client against a real daemon: over TCP with tokens, and over the socket.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient, HookCancelled, HookloomError, type HookloomClient } from "../../src/client/index.ts";
import { LANGUAGES } from "../../bridges/index.ts";
import { createRuntime, type Runtime } from "../../src/index.ts";
import { startRuntime } from "../../src/runtime/runtime.ts";
import { localSocketPath } from "../../src/server/local-socket.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { Tokens } from "../../src/server/tokens.ts";
import { PATIENT } from "../support/patient.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const SCRIPT = `
import { on, cancel, cache, modified, redirect } from "hookloom";
on("BeforeToolExecution", { match: { tool_name: "Bash" } }, ({ data }) => {
  const { command } = data.parameters;
  if (command === "rm") return cancel("no");
  if (command === "known") return cache("from the cache", 1000);
  if (command === "elsewhere") return redirect("other");
  return modified({ parameters: { cwd: "/tmp" } });
});
on("AfterToolExecution", ({ data }) => {
  if (data.result === "secret") return cancel("withheld");
  return modified({ result: data.result + ", seen with " + data.parameters.cwd });
});
on("ToolError", ({ data }) => modified({ error: "hidden: " + data.error }));
`;

let folder: TemporaryFolder;
let runtime: Runtime;
let server: HookServer;
let port = 0;
let stateDir: string;
let client: HookloomClient;

async function serve(): Promise<void> {
  server = createServer(runtime, { logger: createRecordingLogger(), stateDir, port });
  port = Number(new URL((await server.start()).url).port);
}

beforeAll(async () => {
  folder = createTemporaryFolder({ "hooks/guard.js": SCRIPT });
  stateDir = join(folder.path, "state");
  const events = { storage: "memory" } as const;
  runtime = await createRuntime({
    limits: PATIENT,
    scriptsDir: join(folder.path, "hooks"),
    logger: createRecordingLogger(),
    watch: false,
    events,
    keptRuns: 10,
  });
  await serve();
  client = createClient({ url: `http://127.0.0.1:${port}/`, token: Tokens.read(stateDir, "operate") });
});
afterAll(async () => {
  await server.close();
  await runtime.close();
  folder.dispose();
});

const call = (command: string) => ({ point: "BeforeToolExecution", data: { tool_name: "Bash", parameters: { command } } });

describe("run", () => {
  it("answers what the hooks of a point said", async () => {
    const answer = await client.run("BeforeToolExecution", call("rm").data, { correlationId: "c-1", metadata: { a: 1 } });
    expect(answer).toMatchObject({
      outcome: { type: "cancel", reason: "no", hook_id: "guard.js#1" },
      hooks: [{ hook_id: "guard.js#1", result: "cancel" }],
      correlation_id: "c-1",
    });
    expect(await client.explain("c-1")).toMatchObject([{ point: "BeforeToolExecution", metadata: { a: 1 } }]);
  });

  it("asks about many operations with one request", async () => {
    const [refused, allowed, unknown] = await client.runMany([
      call("rm"),
      { ...call("ls"), correlationId: "c-2" },
      { point: "Nowhere", data: {} },
    ]);
    expect(refused).toMatchObject({ outcome: { type: "cancel" } });
    expect(allowed).toMatchObject({ outcome: { type: "modified" }, correlation_id: "c-2" });
    expect(unknown).toMatchObject({ error: { code: "POINT_UNKNOWN" } });
  });

  it("rejects with the daemon's error and its suggestions", async () => {
    const refused = client.run("BeforeToolExecutio", {});
    await expect(refused).rejects.toThrow(HookloomError);
    await expect(refused).rejects.toMatchObject({ code: "POINT_UNKNOWN", details: { status: 404 } });
  });
});

describe("guard", () => {
  it("performs an operation between its hooks, with what they changed", async () => {
    const value = await client.guard({ ...call("ls"), run: ({ parameters }) => `did ${JSON.stringify(parameters)}` });
    expect(value).toBe('did {"command":"ls","cwd":"/tmp"}, seen with /tmp');
  });

  it("understands the names of other systems", async () => {
    const data = { tool_name: "Bash", tool_input: { command: "ls" } };
    const value = await client.guard({ point: "PreToolUse", data, run: ({ tool_input }) => JSON.stringify(tool_input) });
    expect(value).toBe('{"command":"ls","cwd":"/tmp"}, seen with /tmp');
  });

  it("does not perform what a hook cancels or answers from its cache", async () => {
    const run = (): never => expect.unreachable();
    await expect(client.guard({ ...call("rm"), run })).rejects.toMatchObject({ code: "HOOK_CANCELLED", reason: "no" });
    expect(await client.guard({ ...call("known"), run })).toBe("from the cache");
  });

  it("says what it cannot carry out", async () => {
    await expect(client.guard({ ...call("elsewhere"), run: () => 1 })).rejects.toMatchObject({ code: "RESULT_NOT_ALLOWED" });
  });

  it("tells the hooks for errors, and throws what they made of it", async () => {
    const run = (): never => {
      throw new Error("broken");
    };
    await expect(client.guard({ ...call("ls"), run })).rejects.toThrow("hidden: broken");
  });

  it("withholds a value that a hook after it cancels", async () => {
    await expect(client.guard({ ...call("ls"), run: () => "secret" })).rejects.toThrow(HookCancelled);
  });
});

describe("begin", () => {
  it("asks in two steps that have one correlation id", async () => {
    const operation = await client.begin(call("ls"));
    expect(operation.data).toEqual({ tool_name: "Bash", parameters: { command: "ls", cwd: "/tmp" } });
    expect(await operation.succeeded("listed")).toBe("listed, seen with /tmp");
    const runs = await client.explain(operation.correlationId);
    expect(runs.map(({ point }) => point).sort()).toEqual(["AfterToolExecution", "BeforeToolExecution"]);
  });

  it("leaves what a hook wants to the program", async () => {
    const { outcome } = await client.begin({ ...call("elsewhere"), after: false });
    expect(outcome).toMatchObject({ type: "redirect", result: { target: "other" } });
  });
});

describe("events", () => {
  it("are published, found, and followed over a loss of the connection", async () => {
    const ending = new AbortController();
    const followed = client.follow("deploy.*", { signal: ending.signal, after: 0 });
    const next = async (): Promise<unknown> => (await followed.next()).value!.event.data;
    expect(await client.publish("deploy.started", { n: 1 }, { component: "ci" })).toBe(true);
    expect(await next()).toEqual({ n: 1 });
    await server.close();
    runtime.events.publish("deploy.missed", { n: 2 }, { component: "host" });
    const second = next();
    await serve();
    expect(await second).toEqual({ n: 2 });
    await client.publish("deploy.done", { n: 3 });
    expect(await next()).toEqual({ n: 3 });
    ending.abort();
    expect(await followed.next()).toEqual({ done: true, value: undefined });
    const { events } = await client.events({ pattern: "deploy.*", component: "ci" });
    expect(events).toMatchObject([{ event: { event_type: "deploy.started", source: { component: "ci" } } }]);
  });

  it("are refused with the daemon's words", async () => {
    await expect(client.follow("[").next()).rejects.toMatchObject({ code: "EVENT_PATTERN_INVALID" });
    await expect(client.publish("Not A Type")).rejects.toMatchObject({ code: "EVENT_DATA_INVALID" });
  });
});

describe("what the daemon tells of itself", () => {
  it("is asked for by name", async () => {
    expect(await client.health()).toMatchObject({ status: "ok", scripts: { serving: 1 } });
    expect(await client.status()).toMatchObject({ ready: true, role: "operate" });
    expect(await client.comprehensiveMetrics()).toMatchObject({ status: "healthy", hooks_processed: expect.any(Number) });
    expect((await client.hooks()).map(({ id }) => id)).toContain("guard.js#1");
    expect(await client.scripts()).toMatchObject([{ id: "guard.js", status: "serving" }]);
    expect((await client.points()).map(({ name }) => name)).toContain("BeforeToolExecution");
    expect(await client.reload()).toMatchObject([{ id: "guard.js" }]);
    expect(await client.source("guard.js")).toBe(SCRIPT);
    await expect(client.approve("guard.js", "0".repeat(64))).rejects.toThrow(HookloomError);
    expect(await client.release("guard.js")).toMatchObject({ id: "guard.js", status: "serving" });
  });

  it("changes when a hook is switched", async () => {
    await client.disable("guard.js#1", "test");
    expect(await client.run("BeforeToolExecution", call("rm").data)).toMatchObject({ outcome: { type: "continue" } });
    await client.snooze("guard.js#1", 60_000);
    expect(await client.hooks()).toContainEqual(
      expect.objectContaining({ switched: expect.objectContaining({ state: "snoozed" }) }),
    );
    await client.enable("guard.js#1");
    expect(await client.run("BeforeToolExecution", call("rm").data)).toMatchObject({ outcome: { type: "cancel" } });
  });
});

describe("a daemon that is loading", () => {
  it("is asked again when it wants to be, as long as there is time", async () => {
    const logger = createRecordingLogger();
    let asked: Promise<unknown>[] = [];
    let loading!: HookServer;
    const loaded = await startRuntime(
      LANGUAGES,
      { scriptsDir: join(folder.path, "hooks"), watch: false, logger },
      async (made) => {
        loading = createServer(made, { logger });
        const { url } = await loading.start();
        const hurried = createClient({ url, timeoutMs: 500 }).status();
        asked = [createClient({ url }).status(), hurried.catch((error: HookloomError) => error.details)];
        await hurried.catch(() => {});
      },
    );
    expect(await Promise.all(asked)).toEqual([
      expect.objectContaining({ ready: true }),
      expect.objectContaining({ status: 503, retry_after_s: 1 }),
    ]);
    await loading.close();
    await loaded.close();
  });
});

describe("the way to the daemon", () => {
  it("is the socket of its state folder, which needs no token", async () => {
    const local = createClient({ socketPath: localSocketPath(stateDir) });
    expect(await local.status()).toMatchObject({ role: "operate" });
    const followed = local.follow("deploy.*", { after: 0 });
    expect((await followed.next()).value!.event.data).toEqual({ n: 1 });
    await followed.return(undefined);
  });

  it("is told by the environment when nothing else is said", async () => {
    process.env.HOOKLOOM_URL = `http://127.0.0.1:${port}`;
    process.env.HOOKLOOM_TOKEN = Tokens.read(stateDir, "observe");
    expect(await createClient().status()).toMatchObject({ role: "observe" });
    await expect(createClient({ token: "none" }).status()).rejects.toMatchObject({ details: { status: 401 } });
    delete process.env.HOOKLOOM_URL;
    delete process.env.HOOKLOOM_TOKEN;
  });

  it("leads nowhere when no daemon is there", async () => {
    const nobody = createClient({ url: "http://127.0.0.1:1" });
    await expect(nobody.status()).rejects.toMatchObject({ code: "DAEMON_MISSING" });
    await expect(nobody.follow().next()).rejects.toMatchObject({ code: "DAEMON_MISSING" });
    const socket = createClient({ socketPath: join(folder.path, "none.sock") });
    await expect(socket.status()).rejects.toMatchObject({ code: "DAEMON_MISSING" });
    expect(() => createClient({ url: "localhost" })).toThrow("no address");
  });
});
