// A clock whose hands a test turns. Timers go off in the order of their time, and those of equal time as they were set.

import type { Clock } from "../foundation/clock.ts";

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

export class ManualClock implements Clock {
  /** What `now` says when the clock stands at 0. */
  static readonly EPOCH = Date.UTC(2026, 0, 1);
  #elapsedMs = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return ManualClock.EPOCH + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#elapsedMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Timers that have neither gone off nor been cancelled. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Lets time pass; timers that fall due go off on the way, those set meanwhile included. */
  advance(durationMs: number): void {
    const untilMs = this.#elapsedMs + durationMs;
    for (let next = this.#nextTimer(untilMs); next !== undefined; next = this.#nextTimer(untilMs)) {
      this.#timers.delete(next);
      this.#elapsedMs = next.dueMs;
      next.callback();
    }
    this.#elapsedMs = untilMs;
  }

  #nextTimer(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
