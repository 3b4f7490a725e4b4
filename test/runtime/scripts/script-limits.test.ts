// Each limit of a script holds for that script alone, has its code, and is told with the way to raise it.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createRuntime, type HookOutcome, type Runtime, type UniversalEvent } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { eventually } from "../../support/eventually.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

const HANDLERS = `
on("test:busy", { timeout_ms: 5000, failure_mode: "fail_closed" }, (ctx) => { const end = Date.now() + ctx.data.ms; while (Date.now() < end); return cancel("done"); });
on("test:busy-waiting", { timeout_ms: 5000, failure_mode: "fail_closed" }, async (ctx) => {
  for (let i = 0; i < 50; i++) { const end = Date.now() + ctx.data.ms / 50; while (Date.now() < end); await sleep(1); }
  return cancel("done");
});
on("test:spin", { timeout_ms: 400, failure_mode: "fail_closed" }, () => { for (;;); });
on("test:ask", { timeout_ms: 5000, failure_mode: "fail_closed" }, async (ctx) => {
  let refused = "";
  for (let i = 0; i < ctx.data.times && !refused; i += 100) {
    const asked = Array.from({ length: Math.min(100, ctx.data.times) }, () => state.get("k"));
    for (const each of await Promise.allSettled(asked)) refused ||= each.reason?.message ?? "";
  }
  return cancel(refused || "all answered");
});
on("test:large", { failure_mode: "fail_closed" }, () => modified({ text: "x".repeat(600) }));
on("test:deep", { failure_mode: "fail_closed" }, () => modified({ a: { b: { c: { d: { e: {} } } } } }));
on("test:log", { timeout_ms: 2000 }, () => { for (let i = 0; i < 50; i++) log.info("line"); });
on("test:keep", { timeout_ms: 2000, failure_mode: "fail_closed" }, async () => {
  try { for (const key of ["a", "b", "c", "d"]) await state.set(key, 1); } catch (error) { return cancel(error.message); }
  return cancel("kept");
});
on("test:publish", { timeout_ms: 2000 }, () => { for (let i = 0; i < 50; i++) events.publish("told.much"); });
on("test:keep-long", { timeout_ms: 2000, failure_mode: "fail_closed" }, async () => {
  try { await state.set("a", "x".repeat(2000)); } catch (error) { return cancel(error.message); }
  return cancel("kept");
});
on("test:hoard", { timeout_ms: 5000, failure_mode: "fail_closed" }, () => { const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length + 0.5)); });
on("test:endless", { timeout_ms: 5000, failure_mode: "fail_closed" }, () => { for (;;); });
on("test:fine", { failure_mode: "fail_closed" }, () => cancel("fine"));`;
const script = (name: string): string =>
  `import { on, cancel, modified, log, sleep, state, events } from "hookloom";${HANDLERS.replaceAll('"test:', `"test:${name}-`)}`;

const LIMITS = {
  cpuMs: 80,
  hostCalls: 5,
  resultCharacters: 500,
  resultDepth: 4,
  logLinesPerSecond: 10,
  eventsPerSecond: 10,
  stateKeys: 3,
  stateCharacters: 1000,
};
const logger = createRecordingLogger();
const seen: UniversalEvent[] = [];
let folder: TemporaryFolder;
let runtime: Runtime;

const ask = async (point: string, data = {}): Promise<string> => {
  const outcome: HookOutcome = await runtime.run(`test:${point}`, data);
  return outcome.type === "cancel" ? (outcome.failure ?? outcome.reason) : outcome.type;
};
const exceeded = (limit: string): UniversalEvent["data"][] =>
  seen.filter(({ event_type, data }) => event_type === "script.limit_exceeded" && data.limit === limit).map(({ data }) => data);

beforeAll(async () => {
  folder = createTemporaryFolder({
    "tight.js": script("tight"),
    "free.js": script("free"),
    "minute.js": script("minute"),
    "short-minute.js": script("short-minute"),
    "slow.js": "const end = Date.now() + 5000; while (Date.now() < end);",
  });
  runtime = await createRuntime({
    scriptsDir: folder.path,
    watch: false,
    logger,
    limits: { loadMs: 1500 },
    scripts: {
      "tight.js": { limits: LIMITS },
      "minute.js": { limits: { cpuMsPerMinute: 200 } },
      "short-minute.js": { limits: { cpuMsPerMinute: 100 } },
      "slow.js": { limits: { loadMs: 100 } },
    },
  });
  runtime.subscribe("script.*", (event) => void seen.push(event));
});
beforeEach(() => {
  seen.length = 0;
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

describe("processor time", () => {
  test("of one call ends that call, whether it was taken at once or between waits, and no other", async () => {
    for (const call of ["busy", "busy-waiting"]) {
      // By the clock, which runs on while others have the processor.
      expect(await ask(`tight-${call}`, { ms: 2000 })).toBe("SCRIPT_CPU_EXCEEDED");
      expect(await ask(`free-${call}`, { ms: 150 })).toBe("done");
    }
    expect(await ask("tight-fine")).toBe("fine");
    await eventually(() => expect(exceeded("cpu_ms").length).toBe(2));
    const [first] = exceeded("cpu_ms");
    expect(first).toMatchObject({ script: "tight.js", code: "SCRIPT_CPU_EXCEEDED", value: 80 });
    expect(first!.used).toBeGreaterThan(80);
    expect(first!.message).toContain('[scripts."tight.js".limits] cpu_ms = 160');
  });

  test("ends a call that neither waits nor answers, long before its wall time is over", async () => {
    expect(await ask("tight-endless")).toBe("SCRIPT_CPU_EXCEEDED");
    expect(await ask("tight-fine")).toBe("fine");
    await eventually(() => expect(exceeded("cpu_ms")).toMatchObject([{ script: "tight.js", value: 80 }]));
  });

  test("of a minute ends a call that would use more than is left of it, long before its wall time is over", async () => {
    expect(await ask("short-minute-endless")).toBe("SCRIPT_CPU_EXCEEDED");
    expect(await ask("short-minute-fine")).toBe("SCRIPT_CPU_EXCEEDED");
    await eventually(() => expect(exceeded("cpu_ms_per_minute")).toMatchObject([{ script: "short-minute.js" }, {}]));
  });

  test("of a minute is used up by calls that were stopped, too, and then no call is made", async () => {
    expect(await ask("minute-fine")).toBe("fine");
    do expect(await ask("minute-spin")).toMatch(/HOOK_TIMED_OUT|SCRIPT_CPU_EXCEEDED/);
    while ((await ask("minute-fine")) === "fine");
    expect(await ask("minute-fine")).toBe("SCRIPT_CPU_EXCEEDED");
    expect(await ask("free-fine")).toBe("fine");
    await eventually(() => expect(exceeded("cpu_ms_per_minute").at(-1)).toMatchObject({ script: "minute.js", value: 200 }));
  });
});

test("what a call asks of the host is counted, and refused beyond the limit without harm to the call", async () => {
  expect(await ask("tight-ask", { times: 5 })).toBe("all answered");
  expect(await ask("tight-ask", { times: 100 })).toMatch(
    /exceeded host_calls, which is 5: used 6 requests.* \[HOST_CALLS_EXCEEDED\]$/,
  );
  await eventually(() => expect(exceeded("host_calls")).toMatchObject([{ script: "tight.js", value: 5, used: 6 }]));
});

test("more than a thousand requests in a call end no runner", async () => {
  const pids = runtime.runnerPids();
  expect(await ask("free-ask", { times: 1100 })).toMatch(/It cannot be raised\. \[HOST_CALLS_EXCEEDED\]$/);
  expect(runtime.runnerPids()).toEqual(pids);
});

test("a result may be no larger and no deeper than its script's limits", async () => {
  expect([await ask("tight-large"), await ask("tight-deep")]).toEqual(["RESULT_INVALID", "RESULT_INVALID"]);
  expect([await ask("free-large"), await ask("free-deep")]).toEqual(["modified", "modified"]);
  await eventually(() => expect([exceeded("result_characters").length, exceeded("result_depth").length]).toEqual([1, 1]));
});

test("log lines beyond the limit are dropped and told", async () => {
  await ask("tight-log");
  await eventually(() => expect(exceeded("log_lines_per_second").length).toBeGreaterThan(0));
  const kept = seen.filter(({ event_type, data }) => event_type === "script.logged" && data.script === "tight.js").length;
  expect(kept).toBe(10);
});

test("state holds as many keys as its script may have", async () => {
  expect(await ask("tight-keep")).toMatch(/at most 3 are kept\. \[STATE_LIMIT_EXCEEDED\]$/);
  expect(await ask("free-keep")).toBe("kept");
  await eventually(() => expect(exceeded("state_keys")).toMatchObject([{ script: "tight.js", value: 3, used: 4 }]));
});

test("state holds as many characters as its script may have", async () => {
  expect(await ask("tight-keep-long")).toMatch(/at most 1000 are kept\. \[STATE_LIMIT_EXCEEDED\]$/);
  expect(await ask("free-keep-long")).toBe("kept");
  await eventually(() => expect(exceeded("state_characters")).toMatchObject([{ script: "tight.js", value: 1000 }]));
});

test("events beyond the limit are dropped and told", async () => {
  await ask("tight-publish");
  await eventually(() => expect(exceeded("events_per_second")[0]).toMatchObject({ script: "tight.js", value: 10, used: 40 }));
  await ask("free-publish");
  expect(exceeded("events_per_second")).toHaveLength(1);
});

test("memory ends the call that takes too much of it, and the script goes on", async () => {
  expect(await ask("free-hoard")).toBe("SCRIPT_MEMORY_EXCEEDED");
  await eventually(() => expect(exceeded("memory_mb")).toMatchObject([{ script: "free.js" }]));
  expect(await ask("free-fine")).toBe("fine");
});

test("time is told when a call or a load takes too much of it", async () => {
  expect(await ask("free-spin")).toBe("HOOK_TIMED_OUT");
  await eventually(() => expect(exceeded("timeout_ms")).toMatchObject([{ script: "free.js", value: 400 }]));
  const { status } = runtime.scripts().find(({ id }) => id === "slow.js")!;
  expect(status).toMatchObject({ kind: "broken", error: { code: "SCRIPT_LOAD_TIMED_OUT", details: { limit_ms: 100 } } });
  seen.length = 0;
  await runtime.reload();
  await eventually(() =>
    expect(exceeded("load_ms")).toMatchObject([{ script: "slow.js", code: "SCRIPT_LOAD_TIMED_OUT", value: 100 }]),
  );
});
