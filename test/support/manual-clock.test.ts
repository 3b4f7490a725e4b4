// The clock of the tests keeps time itself.

import { describe, expect, it } from "vitest";
import { ManualClock } from "./manual-clock.ts";

describe("ManualClock", () => {
  it("stands still until it is advanced", () => {
    const clock = new ManualClock();
    expect([clock.now(), clock.monotonicMs()]).toEqual([ManualClock.EPOCH, 0]);
    clock.advance(250);
    expect([clock.now(), clock.monotonicMs()]).toEqual([ManualClock.EPOCH + 250, 250]);
  });

  it("sets timers off in the order of their time, at their time, and those set on the way too", () => {
    const clock = new ManualClock();
    const rings: [string, number][] = [];
    const ring = (name: string) => () => void rings.push([name, clock.monotonicMs()]);
    clock.after(20, ring("late"));
    clock.after(10, () => {
      ring("early")();
      clock.after(5, ring("set on the way"));
    });
    clock.after(10, ring("equal"));
    clock.after(31, ring("not yet"));
    clock.advance(30);
    expect(rings).toEqual([
      ["early", 10],
      ["equal", 10],
      ["set on the way", 15],
      ["late", 20],
    ]);
    expect(clock.pendingTimers).toBe(1);
  });

  it("does not set a cancelled timer off", () => {
    const clock = new ManualClock();
    const cancel = clock.after(10, () => expect.unreachable());
    cancel();
    clock.advance(100);
    expect(clock.pendingTimers).toBe(0);
  });
});
