import { expect, it } from "vitest";
import { HookHealth } from "../../src/server/health.ts";
import { ManualClock } from "../support/manual-clock.ts";

const clock = new ManualClock();

function withCalls(...durationsMs: number[]): HookHealth {
  const health = new HookHealth(clock);
  for (const durationMs of durationsMs) health.executed(undefined, undefined, undefined, durationMs);
  return health;
}

it("hooks are healthy when none was called, and when they are quick", () => {
  expect(withCalls().get()).toEqual({ status: "ok" });
  expect(withCalls(1, 2, 49).get()).toEqual({ status: "ok" });
});

it("an average of 50 ms is too slow already, and a little less is not", () => {
  expect(withCalls(40, 60).get().status).toBe("degraded");
  expect(withCalls(40, 59.9).get().status).toBe("ok");
});

it("hooks that are slow on average degrade the health, for a minute", () => {
  const health = withCalls(10, 100, 60);
  expect(health.get()).toEqual({
    status: "degraded",
    reasons: ["hooks took 56.7 ms on average; less than 50 are expected"],
  });
  clock.advance(59_000);
  expect(health.get().status).toBe("degraded");
  clock.advance(1000);
  expect(health.get()).toEqual({ status: "ok" });
});

it("ten slow calls in a minute degrade it, however quick the others are", () => {
  const quick = Array.from({ length: 1000 }, () => 1);
  const health = withCalls(...quick, ...Array.from({ length: 9 }, () => 76));
  expect(health.get()).toEqual({ status: "ok" });
  clock.advance(30_000);
  health.failed(undefined, undefined, undefined, 200);
  expect(health.get()).toEqual({
    status: "degraded",
    reasons: ["10 calls took longer than 75 ms; 9 in a minute are expected at most"],
  });
});
