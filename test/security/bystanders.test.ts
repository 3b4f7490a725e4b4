// What one script's crimes mean for the scripts beside it: nothing that is theirs to answer for.

import { afterEach, describe, expect, test } from "vitest";
import { createRuntime, type Runtime, type RuntimeLimits } from "../../src/index.ts";
import { createRecordingLogger, type RecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { describe as describeOutcome } from "./attack.ts";

const GUARD = `import { on, cancel } from "hookloom"; on("test:ask", { failure_mode: "fail_closed" }, () => cancel("still here"));`;
const KILLS_AT_LOAD = `const m = new Map(); for (let i = 0; ; i++) m.set(i, i);`;
const KILLS = `import { on } from "hookloom"; on("test:kill", { timeout_ms: 20 }, () => { let b = 3n; for (;;) b = b * b; });`;

let folder: TemporaryFolder;
let runtime: Runtime;
let logger: RecordingLogger;

async function start(files: Record<string, string>, limits: RuntimeLimits = {}): Promise<void> {
  folder = createTemporaryFolder(files);
  logger = createRecordingLogger();
  runtime = await createRuntime({ scriptsDir: folder.path, watch: false, logger, limits });
}

async function ask(data = {}): Promise<string> {
  return describeOutcome(await runtime.run("test:ask", data));
}

const statuses = (): Record<string, string> =>
  Object.fromEntries(runtime.scripts().map(({ id, status }) => [id, status.kind === "broken" ? status.error.code : status.kind]));

afterEach(async () => {
  await runtime.close();
  folder.dispose();
});

describe("a script that ends its runner while it loads", () => {
  test("keeps none of those from loading that load at the same time, however slow they are", async () => {
    const slow = `import { on } from "hookloom"; on("test:slow", () => {}); const end = Date.now() + 400; while (Date.now() < end);`;
    await start({ "a.js": slow, "b.js": KILLS_AT_LOAD, "c.js": slow, "d.js": KILLS_AT_LOAD, "guard.js": GUARD });
    expect(statuses()).toMatchObject({ "a.js": "serving", "c.js": "serving", "guard.js": "serving" });
    expect(statuses()).not.toMatchObject({ "b.js": "serving" });
    expect(await ask()).toBe("still here");
  });

  test("is blamed itself, not a call of another script that waits meanwhile", async () => {
    const waits = `import { on, cancel, sleep } from "hookloom";
on("test:ask", { failure_mode: "fail_closed", timeout_ms: 2000 }, async () => { await sleep(400); return cancel("slept"); });`;
    await start({ "waits.js": waits }, { loadMs: 800 });
    for (let round = 0; round < 4; round += 1) {
      const asked = ask();
      folder.write("killer.js", `${KILLS_AT_LOAD} // ${round}`);
      await runtime.reload();
      expect(await asked).toBe("slept");
    }
    expect(logger.lines.filter(({ message }) => message.includes("waits.js did not answer"))).toEqual([]);
  });
});

test("a hook is not passed over for the time it lost to scripts that ended its runner", async () => {
  const killers = Object.fromEntries(
    Array.from({ length: 7 }, (_, number) => [`killer-${number}.js`, KILLS.replace("test:kill", `test:kill-${number}`)]),
  );
  await start({ "guard.js": GUARD, ...killers });
  for (let number = 0; number < 7; number += 1) {
    const [, answer] = await Promise.all([runtime.run(`test:kill-${number}`, {}), ask()]);
    expect(answer).toBe("still here");
  }
});

test("a runner is not ended for what it said while the host's own thread was held up", async () => {
  await start({ "guard.js": GUARD });
  const [pid] = runtime.runnerPids();
  const asked = ask();
  await new Promise<void>((resolve) => setTimeout(resolve, 0));
  const untilMs = performance.now() + 700;
  while (performance.now() < untilMs);
  expect(await asked).toBe("still here");
  expect(runtime.runnerPids()).toEqual([pid]);
});

test("data that is too large to send ends no runner, and says so", async () => {
  await start({ "guard.js": GUARD });
  const [pid] = runtime.runnerPids();
  expect(await ask({ text: "x".repeat(6 * 1024 * 1024) })).toBe("HOOK_FAILED");
  expect(logger.lines.at(-1)!.message).toContain("at most 5242880 are sent");
  expect(await ask()).toBe("still here");
  expect(runtime.runnerPids()).toEqual([pid]);
});
