import { beforeEach, describe, expect, it } from "vitest";
import { createRuntime } from "../../../src/index.ts";
import { LoadRetries } from "../../../src/runtime/scripts/load-retries.ts";
import { eventually } from "../../support/eventually.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";
import { PATIENT } from "../../support/patient.ts";

let clock: ManualClock;
let loads: number;
let retries: LoadRetries;
beforeEach(() => {
  clock = new ManualClock();
  loads = 0;
  retries = new LoadRetries(clock, () => (loads += 1));
});

describe("a script that did not load in time", () => {
  it("is tried again after longer and longer pauses, and then no more", () => {
    for (const [attempt, pauseMs] of [1000, 10_000, 60_000].entries()) {
      expect(retries.plan("SCRIPT_LOAD_TIMED_OUT", "text")).toBe(pauseMs);
      clock.advance(pauseMs - 1);
      expect(loads).toBe(attempt);
      clock.advance(1);
      expect(loads).toBe(attempt + 1);
    }
    expect(retries.plan("SCRIPT_LOAD_TIMED_OUT", "text")).toBeUndefined();
    clock.advance(1e6);
    expect(loads).toBe(3);
  });

  it("is tried as often with another text", () => {
    for (let attempt = 0; attempt < 4; attempt += 1) retries.plan("SCRIPT_LOAD_TIMED_OUT", "text");
    expect(retries.plan("SCRIPT_LOAD_TIMED_OUT", "other")).toBe(1000);
  });

  it("is tried no more when it was given up or loaded meanwhile", () => {
    retries.plan("SANDBOX_START_FAILED", "text");
    retries.cancel();
    clock.advance(1e6);
    expect(loads).toBe(0);
  });

  it("serves when the machine has time for it", async () => {
    const logger = createRecordingLogger();
    using folder = createTemporaryFolder({ "starts-the-runner.js": "" });
    const scripts = { "slow.js": { limits: { loadMs: 300 } } };
    await using runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, watch: false, logger, scripts });
    const busyUntil = Date.now() + 1200;
    folder.write(
      "slow.js",
      `import { on, cancel } from "hookloom"; while (Date.now() < ${busyUntil}); on("test:slow", () => cancel("here"));`,
    );
    await runtime.reload();
    expect(logger.lines.map(({ message }) => message)).toContainEqual(
      "slow.js: slow.js did not finish loading within 300 ms; keep long work inside handlers; it is not loaded, and is tried again in 1 s [SCRIPT_LOAD_TIMED_OUT]",
    );
    await eventually(async () => expect(await runtime.run("test:slow", {})).toMatchObject({ reason: "here" }));
  });

  it.each(["SCRIPT_SYNTAX", "SCRIPT_LOAD_FAILED", "SCRIPT_NOT_APPROVED", "SCRIPT_MEMORY_EXCEEDED"] as const)(
    "is not what a script is that failed with %s",
    (code) => {
      expect(retries.plan(code, "text")).toBeUndefined();
      clock.advance(1e6);
      expect(loads).toBe(0);
    },
  );
});
