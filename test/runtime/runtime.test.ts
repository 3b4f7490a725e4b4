import { afterEach, describe, expect, test } from "vitest";
import { createRuntime, type HookOutcome, type Runtime, type UniversalEvent } from "../../src/index.ts";
import { eventually } from "../support/eventually.ts";
import { createRecordingLogger, type RecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { PATIENT } from "../support/patient.ts";

const guard = (reason: string): string => `import { on, cancel } from "hookloom";
on("BeforeToolExecution", () => cancel("${reason}"));`;
const TOOL_CALL = { tool_name: "Bash", parameters: { command: "ls" } };

let folder: TemporaryFolder;
let runtime: Runtime | undefined;
let logger: RecordingLogger;

async function start(files: Record<string, string>, options: Parameters<typeof createRuntime>[0] = {}): Promise<Runtime> {
  folder = createTemporaryFolder(files);
  logger = createRecordingLogger();
  runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, logger, ...options });
  return runtime;
}

async function reason(): Promise<string | undefined> {
  const outcome: HookOutcome = await runtime!.run("BeforeToolExecution", TOOL_CALL);
  return outcome.type === "cancel" ? outcome.reason : undefined;
}

const errors = (): string[] => logger.lines.filter(({ level }) => level === "error").map(({ message }) => message);
const status = (id: string) => runtime!.scripts().find((script) => script.id === id)?.status;

afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
  folder.dispose();
});

describe("a scripts folder", () => {
  test("is loaded with its subfolders, in all three languages", async () => {
    await start({
      "a/guard.lua": `require("hookloom").on("test:x", function() end)`,
      "guard.js": guard("js"),
      "guard.py": `from hookloom import on\n@on("test:x")\ndef x(ctx): pass`,
    });
    expect(runtime!.hookNames().sort()).toEqual(["a/guard.lua#1", "guard.js#1", "guard.py#1"]);
    expect(runtime!.count("test:x")).toBe(2);
    expect(await reason()).toBe("js");
  });

  test("may be empty", async () => {
    await start({});
    expect(runtime!.count()).toBe(0);
    expect(runtime!.run("BeforeToolExecution", TOOL_CALL)).toEqual({ type: "continue" });
  });

  test("must exist", async () => {
    folder = createTemporaryFolder();
    await expect(createRuntime({ limits: PATIENT, scriptsDir: `${folder.path}/nowhere` })).rejects.toMatchObject({
      code: "SCRIPTS_FOLDER_MISSING",
      message: expect.stringContaining("nowhere"),
    });
  });

  test("says once which files are no scripts, and is silent about companions and hidden files", async () => {
    await start({
      "notes.rb": "",
      "README.md": "",
      ".hidden.js": "syntax error (",
      "node_modules/x.js": "(",
      "guard.js": guard("a"),
    });
    const ignored = logger.lines.filter(({ message }) => message.includes("ignored"));
    expect(ignored.map(({ message }) => message)).toEqual([
      "notes.rb is no script and was ignored; scripts end in .js, .mjs, .lua, .py",
    ]);
    expect(runtime!.scripts().map(({ id }) => id)).toEqual(["guard.js"]);
  });

  test("asks scripts of equal priority in the order of their names, also after one of them was reloaded", async () => {
    const named = (name: string): string => `import { on, modified } from "hookloom";
on("test:order", (ctx) => modified({ order: [...ctx.data.order, "${name}"] }));`;
    await start({ "b.js": named("b"), "a.js": named("a"), "c.js": named("c") });
    folder.write("a.js", named("a2"));
    await eventually(async () => {
      const outcome = await runtime!.run("test:order", { order: [] });
      expect(outcome).toMatchObject({ data: { order: ["a2", "b", "c"] } });
    });
  });
});

describe("a script that changes while the runtime runs", () => {
  test("is replaced without a call lost or refused", async () => {
    await start({ "guard.js": guard("old") });
    const seen = new Set<string | undefined>();
    let going = true;
    const calls = (async () => {
      while (going) seen.add(await reason());
    })();
    folder.write("guard.js", guard("new"));
    await eventually(() => expect(seen).toContain("new"));
    going = false;
    await calls;
    expect([...seen]).toEqual(["old", "new"]);
    expect(errors()).toEqual([]);
  });

  test("goes on serving its last good version when the new one is broken, and says so", async () => {
    await start({ "guard.js": guard("good") });
    folder.write("guard.js", `import { on } from "hookloom";\n\non("BeforeToolExecution", (`);
    await eventually(() => expect(status("guard.js")).toMatchObject({ kind: "broken", serving: true }));
    expect(await reason()).toBe("good");
    expect(errors()).toEqual([
      expect.stringMatching(/^guard\.js:3:\d+: .*the last good version goes on serving \[SCRIPT_SYNTAX\]$/),
    ]);
    folder.write("guard.js", guard("mended"));
    await eventually(async () => expect(await reason()).toBe("mended"));
  });

  test("goes on serving its last good version when the new one registers wrongly", async () => {
    await start({ "guard.js": guard("good") });
    folder.write("guard.js", `import { on } from "hookloom";\non("test:a", () => {});\non("BeforeToolExecuton", () => {});`);
    await eventually(() => expect(status("guard.js")).toMatchObject({ kind: "broken", error: { code: "POINT_UNKNOWN" } }));
    expect(await reason()).toBe("good");
    expect(runtime!.count("test:a")).toBe(0);
    expect(errors()[0]).toContain('guard.js:3: There is no hook point "BeforeToolExecuton". Did you mean "BeforeToolExecution"');
  });

  test("is unloaded when its file is deleted, and loaded when a file appears", async () => {
    await start({ "guard.js": guard("here") });
    folder.remove("guard.js");
    await eventually(() => expect(runtime!.count()).toBe(0));
    folder.write("later/other.js", guard("there"));
    await eventually(async () => expect(await reason()).toBe("there"));
  });

  test("is not touched when its text stays the same", async () => {
    await start({ "guard.js": guard("same") });
    folder.write("guard.js", guard("same"));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(logger.lines.filter(({ message }) => message.startsWith("reloaded"))).toEqual([]);
  });

  test("is loaded by reload() when the folder is not watched", async () => {
    await start({ "guard.js": guard("old") }, { watch: false });
    folder.write("guard.js", guard("new"));
    await runtime!.reload();
    expect(await reason()).toBe("new");
  });

  test("is reported as an event", async () => {
    await start({ "guard.js": guard("one") });
    const events: UniversalEvent[] = [];
    runtime!.subscribe("script.*", (event) => events.push(event));
    folder.write("guard.js", guard("two"));
    await eventually(() => expect(events).toHaveLength(1));
    folder.write("guard.js", "(");
    await eventually(() => expect(events).toHaveLength(2));
    folder.remove("guard.js");
    await eventually(() => expect(events).toHaveLength(3));
    expect(events.map(({ event_type, data }) => [event_type, data.script])).toEqual([
      ["script.reloaded", "guard.js"],
      ["script.failed", "guard.js"],
      ["script.unloaded", "guard.js"],
    ]);
  });
});

describe("a script that cannot be loaded", () => {
  test.each([
    ["does not compile", "const x = ;", "SCRIPT_SYNTAX", "bad.js:1:11: "],
    ["throws", "\nthrow new Error('at load');", "SCRIPT_LOAD_FAILED", "bad.js:2: Error: at load"],
    [
      "registers with a wrong option",
      `import { on } from "hookloom";\non("test:x", { matches: {} }, () => {});`,
      "HOOK_OPTIONS_INVALID",
      `bad.js:2: on() has no option "matches"`,
    ],
    [
      "registers with a wrong priority",
      `import { on } from "hookloom";\non("test:x", { priority: "urgent" }, () => {});`,
      "HOOK_OPTIONS_INVALID",
      `bad.js:2: The option "priority"`,
    ],
    [
      "asks for too much time",
      `import { on } from "hookloom";\non("test:x", { timeout_ms: 60000 }, () => {});`,
      "HOOK_OPTIONS_INVALID",
      "timeout_ms must be an integer from 1 to 5000",
    ],
    [
      "imports what it may not",
      `import { on } from "hookloom";\nimport fs from "node:fs";`,
      "SCRIPT_LOAD_FAILED",
      `bad.js:2: a script can import only "hookloom"`,
    ],
    [
      "is fail_closed where there is nothing to cancel",
      `import { on } from "hookloom";\non("SessionEnd", { failure_mode: "fail_closed" }, () => {});`,
      "HOOK_OPTIONS_INVALID",
      "the point only observes",
    ],
  ])("because it %s is named with its place, and the others work", async (_why, source, code, message) => {
    await start({ "bad.js": source, "guard.js": guard("fine") });
    expect(status("bad.js")).toMatchObject({ kind: "broken", serving: false, error: { code } });
    expect(errors()).toHaveLength(1);
    expect(errors()[0]).toContain(message);
    expect(errors()[0]).toContain("it is not loaded");
    expect(await reason()).toBe("fine");
  });

  test("because it is not UTF-8 text is named", async () => {
    await start({ "guard.js": guard("fine") });
    folder.write("bad.js", new Uint8Array([0xff, 0xfe, 0x00]));
    await eventually(() => expect(status("bad.js")).toMatchObject({ kind: "broken", error: { code: "SCRIPT_UNREADABLE" } }));
    expect(errors()[0]).toContain("bad.js is not UTF-8 text");
  });

  test("because its hook id is taken is named, with who has it", async () => {
    const named = `import { on } from "hookloom";\non("test:x", { id: "mine" }, () => {});`;
    await start({ "a.js": named });
    folder.write("b.js", named);
    await eventually(() => expect(status("b.js")).toMatchObject({ kind: "broken", error: { code: "HOOK_ID_TAKEN" } }));
    expect(errors()[0]).toContain('b.js:2: The hook id "mine" is taken by a hook of "a.js"');
    expect(runtime!.hookNames()).toEqual(["mine"]);
  });
});

describe("a hook that fails", () => {
  const failing = (mode: string): string => `import { on } from "hookloom";
on("BeforeToolExecution", { failure_mode: "${mode}" }, () => {
  throw new TypeError("broken");
});`;

  test("lets the operation go on when it is fail_open, and is named with its line", async () => {
    await start({ "guard.js": failing("fail_open") });
    expect(await runtime!.run("BeforeToolExecution", TOOL_CALL)).toEqual({ type: "continue" });
    expect(errors()).toEqual(["[hooks] Error in hook 'guard.js#1': TypeError: broken"]);
    expect(logger.lines.find(({ level }) => level === "error")!.details).toMatchObject({
      place: expect.stringMatching(/^guard\.js:3/),
    });
  });

  test("cancels the operation when it is fail_closed", async () => {
    await start({ "guard.js": failing("fail_closed") });
    expect(await runtime!.run("BeforeToolExecution", TOOL_CALL)).toMatchObject({
      type: "cancel",
      hookId: "guard.js#1",
      failure: "HOOK_FAILED",
      reason: expect.stringContaining("broken"),
    });
  });

  test("is not asked any more after five failures, and says so", async () => {
    await start({ "guard.js": failing("fail_open") });
    for (let call = 0; call < 8; call += 1) await runtime!.run("BeforeToolExecution", TOOL_CALL);
    expect(errors()).toHaveLength(5);
    expect(logger.lines.filter(({ message }) => message.includes("is not asked for a while"))).toHaveLength(1);
  });
});

describe("a script that kills its runner", () => {
  const killer = `import { on, skipped } from "hookloom";
on("test:kill", { timeout_ms: 50 }, () => { let b = 3n; for (let i = 0; i < 60; i++) b = b * b; });
on("test:fine", () => skipped("fine"));`;

  test("costs its neighbours nothing: calls that were not begun are sent again", async () => {
    await start({ "killer.js": killer, "guard.js": guard("still here") });
    const killed = runtime!.run("test:kill", {});
    const neighbours = await Promise.all(Array.from({ length: 20 }, () => reason()));
    expect(await killed).toEqual({ type: "continue" });
    expect(neighbours).toEqual(Array.from({ length: 20 }, () => "still here"));
    expect(errors()).toEqual(["[hooks] Error in hook 'killer.js#1': killer.js did not answer within its 50 ms."]);
  });

  test("is quarantined after three times, until its file changes", async () => {
    await start({ "killer.js": killer });
    for (let kill = 0; kill < 3; kill += 1) await runtime!.run("test:kill", {});
    await runtime!.run("test:fine", {});
    expect(errors().at(-1)).toContain("quarantined");
    folder.write("killer.js", killer.replace("fine", "released"));
    await eventually(() => expect(runtime!.hooks().some(({ point }) => point === "test:released")).toBe(true));
    errors().length = 0;
    const before = errors().length;
    await runtime!.run("test:released", {});
    expect(errors()).toHaveLength(before);
  });
});

describe("closing a runtime", () => {
  test("waits for runs under way, refuses new ones, and leaves no process behind", async () => {
    await start({
      "slow.js": `import { on, sleep, cancel } from "hookloom";\non("test:slow", { timeout_ms: 1000 }, async () => { await sleep(80); return cancel("done"); });`,
    });
    const pids = runtime!.runnerPids();
    expect(pids).toHaveLength(1);
    const underWay = runtime!.run("test:slow", {});
    const closing = runtime!.close();
    expect(() => runtime!.run("test:slow", {})).toThrowError(expect.objectContaining({ code: "RUNTIME_CLOSED" }));
    expect(await underWay).toMatchObject({ type: "cancel", reason: "done" });
    await closing;
    expect(() => process.kill(pids[0]!, 0)).toThrow();
    const held = (): string[] => process.getActiveResourcesInfo().filter((name) => /^(Process|FSEvent)Wrap$/.test(name));
    await eventually(() => expect(held()).toEqual([]));
  });

  test("may be done twice", async () => {
    await start({});
    await Promise.all([runtime!.close(), runtime!.close()]);
  });
});

describe("a run that began before a script changed", () => {
  test("is answered by the version it began with", async () => {
    await start({ "guard.js": guard("old").replace(", () =>", `, { failure_mode: "fail_closed" }, () =>`) }, { watch: false });
    const { promise, resolve } = Promise.withResolvers<void>();
    runtime!.register("BeforeToolExecution", () => promise, { priority: "high", timeoutMs: 5000 });
    const underWay = runtime!.run("BeforeToolExecution", TOOL_CALL);
    folder.write("guard.js", guard("new"));
    await runtime!.reload();
    resolve();
    expect(await underWay).toEqual({ type: "cancel", hookId: "guard.js#1", reason: "old" });
    expect(await reason()).toBe("new");
  });
});
