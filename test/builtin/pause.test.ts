import { describe, expect, it } from "vitest";
import { Pause } from "../../src/builtin/pause.ts";
import { ManualClock } from "../support/manual-clock.ts";

describe("a pause", () => {
  it("lasts as long as it shall", async () => {
    const clock = new ManualClock();
    const paused = new Pause(clock).wait(10);
    clock.advance(10);
    await paused;
    expect(clock.pendingTimers).toBe(0);
  });

  it("is over when it is ended, as is every later one", async () => {
    const clock = new ManualClock();
    const pause = new Pause(clock);
    const paused = pause.wait(10);
    pause.end();
    await paused;
    await pause.wait(10);
    expect(clock.pendingTimers).toBe(0);
  });
});
