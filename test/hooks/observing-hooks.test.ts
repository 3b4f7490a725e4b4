// Hooks of the phase "observe": told what a run came to, and nothing more.

import { describe, expect, it } from "vitest";
import { results, type HookResult } from "../../src/model/results.ts";
import type { HookContext } from "../../src/model/context.ts";
import type { HookOptions } from "../../src/hooks/hook.ts";
import { POINT, settle, setup, throwing } from "./executor-setup.ts";

const OBSERVE: HookOptions = { phase: "observe" };

describe("observing hooks", () => {
  it("are told after the run, with the outcome and the data as the hooks left it", async () => {
    const { registry, runSync, told } = setup();
    const seen: unknown[] = [];
    registry.register(POINT, ({ data, outcome, correlationId }) => void seen.push([data, outcome?.type, correlationId]), {
      ...OBSERVE,
      id: "o",
    });
    registry.register(POINT, () => results.modified({ b: 2 }), { id: "m" });
    const outcome = runSync({ a: 1 }, POINT, { correlationId: "c-1" });
    expect(outcome).toMatchObject({ type: "modified", data: { a: 1, b: 2 }, modifiedBy: ["m"] });
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual([[{ a: 1, b: 2 }, "modified", "c-1"]]);
    expect(told).toEqual(["executed m modified", "executed o continue"]);
  });

  it("are told of a cancel, too, by whom and why, and scripts see the same", async () => {
    const { registry, runSync } = setup();
    let envelope = "";
    registry.register(POINT, () => results.cancel("no"), { id: "guard" });
    registry.register(POINT, () => expect.unreachable(), { id: "never asked" });
    const witness = (context: HookContext): void => {
      envelope = (context as unknown as { envelope(): string }).envelope();
      expect(context.outcome).toMatchObject({ type: "cancel", hookId: "guard", reason: "no" });
    };
    registry.register(POINT, witness, { ...OBSERVE, id: "o" });
    expect(runSync().type).toBe("cancel");
    await settle();
    expect(JSON.parse(envelope)).toMatchObject({ outcome: { type: "cancel", hook_id: "guard", reason: "no" } });
  });

  it("are told at once, not one after another, and nobody waits for them but who drains", async () => {
    const { registry, executor, clock } = setup();
    const order: string[] = [];
    const slow = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise<void>((resolve) => void clock.after(50, resolve));
      order.push(`${name} ends`);
    };
    registry.register(POINT, slow("a"), { ...OBSERVE, id: "a" });
    registry.register(POINT, slow("b"), { ...OBSERVE, id: "b" });
    expect(executor.run(POINT, {})).toEqual({ type: "continue" });
    await settle();
    expect(order).toEqual(["a begins", "b begins"]);
    clock.advance(50);
    await settle();
    expect(order).toEqual(["a begins", "b begins", "a ends", "b ends"]);
  });

  it("fail when they want to change something, throw, or take too long, each without disturbing the others", async () => {
    const { registry, runSync, told, clock } = setup();
    const answers: Record<string, () => HookResult | Promise<HookResult> | undefined> = {
      cancels: () => results.cancel("too late"),
      throws: throwing(),
      hangs: () => new Promise<HookResult>(() => {}),
      declines: () => results.skipped("not mine"),
    };
    for (const [id, answer] of Object.entries(answers)) registry.register(POINT, answer, { ...OBSERVE, id });
    expect(runSync().type).toBe("continue");
    await settle();
    clock.advance(100);
    await settle();
    expect(told.toSorted()).toEqual([
      "executed declines skipped",
      "failed cancels RESULT_NOT_ALLOWED",
      "failed hangs HOOK_TIMED_OUT",
      "failed throws HOOK_FAILED",
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("have a match and a breaker like all others", async () => {
    const { registry, runSync, told } = setup({ breaker: { failureThreshold: 1 } });
    registry.register(POINT, throwing(), { ...OBSERVE, id: "broken" });
    registry.register(POINT, () => {}, { ...OBSERVE, id: "picky", match: { x: 1 } });
    runSync();
    await settle();
    runSync();
    await settle();
    expect(told).toEqual([
      "failed broken HOOK_FAILED",
      "passed over picky no_match",
      "passed over broken breaker_open",
      "passed over picky no_match",
    ]);
  });

  it("keep a point busy on which no other hook stands", () => {
    const { registry } = setup();
    registry.register(POINT, () => {}, OBSERVE);
    expect(registry.lookup(POINT)?.slot.isEmpty).toBe(false);
  });
});

describe("a hook that is asked once", () => {
  it("is gone after the first run that concerns it", () => {
    const { registry, runSync, told } = setup();
    registry.register(POINT, () => results.modified({ first: true }), { id: "o", once: true, match: { x: 1 } });
    expect(runSync({ x: 0 }).type).toBe("continue");
    expect(runSync({ x: 1 }).type).toBe("modified");
    expect(runSync({ x: 1 }).type).toBe("continue");
    expect(told).toEqual(["passed over o no_match", "executed o modified"]);
    expect(registry.count()).toBe(0);
  });

  it("is asked by exactly one of several runs under way", async () => {
    const { registry, executor, told } = setup();
    registry.register(POINT, async () => {}, { id: "wait", priority: "high" });
    registry.register(POINT, () => {}, { id: "o", once: true });
    registry.register(POINT, () => {}, { id: "watch", once: true, phase: "observe" });
    await Promise.all([executor.run(POINT, {}), executor.run(POINT, {}), executor.run(POINT, {})]);
    await settle();
    expect(told.filter((line) => line.includes(" o ")).toSorted()).toEqual([
      "executed o continue",
      "passed over o once",
      "passed over o once",
    ]);
    expect(told.filter((line) => line.startsWith("executed watch"))).toHaveLength(1);
  });
});
