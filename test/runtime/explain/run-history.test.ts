// What a run says of itself afterwards.

import { onTestFinished, describe, expect, it } from "vitest";
import { createRuntime, results, type RuntimeOptions } from "../../../src/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

const POINT = "BeforeToolExecution";
const CALL = { tool_name: "Bash", parameters: { command: "ls" } };

async function setup(options: RuntimeOptions = { keptRuns: 3 }) {
  const clock = new ManualClock();
  const runtime = await createRuntime({ clock, logger: createRecordingLogger(), ...options });
  onTestFinished(() => runtime.close());
  return { clock, runtime };
}

describe("a run that is explained", () => {
  it("says what each hook answered, how long it took, and what it changed from what to what", async () => {
    const { clock, runtime } = await setup();
    runtime.register(POINT, () => (clock.advance(5), results.modified({ parameters: { command: "ls -l", cwd: "/" } })), {
      id: "a",
    });
    runtime.register(POINT, () => results.modified({ parameters: { cwd: null } }), { id: "b" });
    runtime.register(POINT, () => undefined, { id: "c", match: { tool_name: "Write" } });
    runtime.register(POINT, () => Promise.reject(new Error("boom")), { id: "d" });
    runtime.register(POINT, () => results.cancel("enough"), { id: "e" });
    await runtime.run(POINT, CALL, { correlationId: "one", metadata: { agent: "x" }, component: { id: "shell" } });
    expect(runtime.explain("one")).toMatchObject([
      {
        correlationId: "one",
        point: POINT,
        startedMs: ManualClock.EPOCH,
        durationMs: 5,
        data: CALL,
        metadata: { agent: "x" },
        component: "shell",
        steps: [
          {
            hookId: "a",
            owner: "host",
            durationMs: 5,
            result: { type: "modified" },
            changes: [
              { path: "parameters.command", before: "ls", after: "ls -l" },
              { path: "parameters.cwd", after: "/" },
            ],
          },
          { hookId: "b", changes: [{ path: "parameters.cwd", before: "/" }] },
          { hookId: "c", passedOver: "no_match", changes: [] },
          { hookId: "d", error: { code: "HOOK_FAILED" }, changes: [] },
          { hookId: "e", result: { type: "cancel", reason: "enough" } },
        ],
        outcome: { type: "cancel", reason: "enough", hookId: "e" },
      },
    ]);
  });

  it("is there under its operation's id, before and after", async () => {
    const { runtime } = await setup();
    runtime.register("AfterToolExecution", () => undefined, { id: "after" });
    const ids: string[] = [];
    runtime.register(POINT, ({ correlationId }) => void ids.push(correlationId), { id: "before" });
    await runtime.guard({ point: POINT, data: CALL, run: () => 1 });
    expect(runtime.explain(ids[0]!).map(({ point }) => point)).toEqual([POINT, "AfterToolExecution"]);
  });

  it("says that no hook stood at its point", async () => {
    const { runtime } = await setup();
    await runtime.run(POINT, CALL, { correlationId: "one" });
    expect(runtime.explain("one")).toMatchObject([{ steps: [], outcome: { type: "continue" } }]);
  });

  it("still tells the observer that the host gave", async () => {
    const { runtime } = await setup();
    runtime.register(POINT, () => undefined, { id: "a" });
    const told: string[] = [];
    const observer = { executed: () => void told.push("executed"), failed: () => {}, passedOver: () => {} };
    await runtime.run(POINT, CALL, { observer });
    expect(told).toEqual(["executed"]);
  });

  it("names keys with dots in them as they are", async () => {
    const { runtime } = await setup();
    runtime.register("acme:deploy", () => results.modified({ "a.b": { "c.d": 2 } }));
    await runtime.run("acme:deploy", { "a.b": { "c.d": 1 } }, { correlationId: "one" });
    expect(runtime.explain("one")[0]!.steps[0]!.changes).toEqual([{ path: "a.b.c.d", before: 1, after: 2 }]);
  });
});

describe("the runs that are kept", () => {
  it("are the last ones, the newest first", async () => {
    const { runtime } = await setup();
    for (const correlationId of ["1", "2", "3", "4"]) await runtime.run(POINT, CALL, { correlationId });
    expect(runtime.recentRuns().map(({ correlationId }) => correlationId)).toEqual(["4", "3", "2"]);
    expect(runtime.recentRuns(1)).toHaveLength(1);
    expect(runtime.explain("1")).toEqual([]);
  });

  it("are none unless it is asked for, which is said", async () => {
    const { runtime } = await setup({});
    await runtime.run(POINT, CALL, { correlationId: "one" });
    expect(() => runtime.explain("one")).toThrow(expect.objectContaining({ code: "RUNS_NOT_KEPT" }));
    expect(() => runtime.recentRuns()).toThrow(expect.objectContaining({ code: "RUNS_NOT_KEPT" }));
  });

  it("can be recorded as they end", async () => {
    const points: string[] = [];
    const { runtime } = await setup({ onRun: ({ point, outcome }) => void points.push(`${point} ${outcome?.type}`) });
    runtime.register(POINT, async () => results.cancel("no"));
    await runtime.run(POINT, CALL);
    await runtime.run("AfterToolExecution", { tool_name: "Bash", result: "ok" });
    expect(points).toEqual([`${POINT} cancel`, "AfterToolExecution continue"]);
  });
});

describe("a hook in the shadow", () => {
  it("decides and changes nothing, and what it would have done is recorded", async () => {
    const { runtime } = await setup();
    const seen: unknown[] = [];
    runtime.register(POINT, () => results.modified({ tool_name: "Read" }), { id: "a", shadow: true });
    runtime.register(POINT, () => results.cancel("no"), { id: "b", shadow: true });
    runtime.register(POINT, () => Promise.reject(new Error("boom")), { id: "c", shadow: true, failureMode: "fail_closed" });
    runtime.register(POINT, () => results.modified({ tool_name: 7 }), { id: "d", shadow: true });
    runtime.register(POINT, ({ data }) => void seen.push(data), { id: "e" });
    expect(await runtime.run(POINT, CALL, { correlationId: "one" })).toEqual({ type: "continue" });
    expect(seen).toEqual([CALL]);
    expect(runtime.explain("one")[0]!.steps).toMatchObject([
      { hookId: "a", shadow: true, changes: [{ path: "tool_name", before: "Bash", after: "Read" }] },
      { hookId: "b", shadow: true, result: { type: "cancel" } },
      { hookId: "c", shadow: true, error: { code: "HOOK_FAILED" } },
      { hookId: "d", shadow: true, error: { code: "RESULT_INVALID" } },
      { hookId: "e", shadow: false },
    ]);
  });

  it("is no cancelled operation on the bus", async () => {
    const { runtime } = await setup();
    const types: unknown[] = [];
    runtime.subscribe("hook.*", ({ event_type, data }) => void types.push([event_type, data.shadow]));
    runtime.register(POINT, () => results.cancel("no"), { id: "b", shadow: true });
    await runtime.run(POINT, CALL);
    await runtime.events.drain();
    expect(types).toEqual([["hook.executed", true]]);
  });
});
