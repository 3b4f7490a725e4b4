// Observers are told about every hook once, and cannot disturb what they are told about.

import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from "vitest";
import type { HookObserver } from "../../src/hooks/executor.ts";
import { results } from "../../src/model/results.ts";
import { POINT, setup, tellTo, throwing } from "./executor-setup.ts";

let warn: MockInstance<typeof process.emitWarning>;

beforeEach(() => {
  warn = vi.spyOn(process, "emitWarning").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("observers", () => {
  it("are told once about every hook, the executor's first and then the run's own", async () => {
    const order: string[] = [];
    const own: string[] = [];
    const tagged = (tag: string): HookObserver => ({
      executed: (hook) => void order.push(`${tag} ${hook.id}`),
      failed: (hook) => void order.push(`${tag} ${hook.id}`),
      passedOver: (hook) => void order.push(`${tag} ${hook.id}`),
    });
    const { registry, runAsync, executor } = setup({ observer: tagged("executor") });
    registry.register(POINT, () => undefined, { id: "sync" });
    registry.register(POINT, async () => undefined, { id: "async" });
    registry.register(POINT, throwing(), { id: "bad" });
    registry.register(POINT, () => undefined, { id: "passed", match: { x: 1 } });
    await runAsync({}, POINT, { observer: tagged("run") });
    expect(order).toEqual(["sync", "async", "bad", "passed"].flatMap((id) => [`executor ${id}`, `run ${id}`]));
    await executor.run(POINT, {}, { observer: tellTo(own) });
    expect(own).toEqual([
      "executed sync continue",
      "executed async continue",
      "failed bad HOOK_FAILED",
      "passed over passed no_match",
    ]);
  });

  it("get the hook, the run, what it answered and how long it took", async () => {
    const executed = vi.fn();
    const failed = vi.fn();
    const { registry, executor, clock } = setup({ observer: { executed, failed, passedOver: vi.fn() } });
    registry.register(POINT, () => (clock.advance(5), results.modified({ a: 1 })), { id: "sync" });
    registry.register(POINT, async () => (clock.advance(7), Promise.reject(new Error("boom"))), { id: "async" });
    await executor.run(POINT, { x: 1 }, { correlationId: "c-1" });
    const [sync, async] = registry.list();
    expect(executed).toHaveBeenCalledExactlyOnceWith(
      sync,
      expect.objectContaining({ point: POINT, correlationId: "c-1" }),
      results.modified({ a: 1 }),
      5,
    );
    expect(failed).toHaveBeenCalledExactlyOnceWith(
      async,
      expect.anything(),
      expect.objectContaining({ code: "HOOK_FAILED", message: "boom" }),
      7,
    );
  });

  it("get the canonical fields of a result that a hook gave with another system's", () => {
    const executed = vi.fn();
    const { registry, runSync } = setup({ observer: { executed, failed: vi.fn(), passedOver: vi.fn() } });
    registry.register("PreToolUse", () => results.modified({ tool_input: {} }));
    runSync({ tool_name: "Bash" }, "BeforeToolExecution");
    expect(executed.mock.calls[0]![2]).toEqual(results.modified({ parameters: {} }));
  });

  it("are told of a hook that ended the run", () => {
    const { registry, runSync, told } = setup();
    registry.register(POINT, () => results.cancel("no"), { id: "h" });
    runSync();
    expect(told).toEqual(["executed h cancel"]);
  });
});

describe("an observer that throws", () => {
  const fault = throwing(new Error("observer broken"));
  const broken: HookObserver = { executed: fault, failed: fault, passedOver: fault };

  it("changes nothing about the run: outcome, failure modes, breakers", async () => {
    const { registry, executor } = setup({ observer: broken });
    registry.register(POINT, () => results.modified({ a: 1 }), { id: "good", failureMode: "fail_closed" });
    registry.register(POINT, () => undefined, { id: "passed", match: { x: 1 } });
    registry.register(POINT, async () => results.modified({ b: 2 }), { id: "async", failureMode: "fail_closed" });
    registry.register(POINT, throwing(), { id: "bad" });
    for (let time = 0; time < 6; time += 1) {
      expect(await executor.run(POINT, {}, { observer: broken })).toMatchObject({
        type: "modified",
        data: { a: 1, b: 2 },
        modifiedBy: ["good", "async"],
      });
    }
    expect(registry.list().map(({ breaker }) => breaker.state.kind)).toEqual(["closed", "closed", "closed", "open"]);
  });

  it("does not keep another observer from being told", () => {
    const own: string[] = [];
    const { registry, runSync } = setup({ observer: broken });
    registry.register(POINT, () => undefined, { id: "h" });
    runSync({}, POINT, { observer: tellTo(own) });
    expect(own).toEqual(["executed h continue"]);
  });

  it("becomes a warning of the process, once", () => {
    const { registry, runSync } = setup({ observer: broken });
    registry.register(POINT, () => undefined);
    for (let time = 0; time < 3; time += 1) runSync();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toBe("executed of a hook observer threw: observer broken");
  });
});
