// The clock of scripts under test: real time, which a test can move on. Only what is kept by the date goes by it, such as state
// that expires; time limits keep to the time that really passes.

import { systemClock, type Clock } from "../../foundation/clock.ts";

export class ShiftedClock implements Clock {
  #shiftMs = 0;

  now(): number {
    return systemClock.now() + this.#shiftMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  after(delayMs: number, callback: () => void): () => void {
    return systemClock.after(delayMs, callback);
  }

  /** Moves the time on. */
  advance(durationMs: number): void {
    this.#shiftMs += durationMs;
  }
}
