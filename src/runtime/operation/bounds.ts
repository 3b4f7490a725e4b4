// How long an operation may go on: until its deadline, or until the host gives it up. The guard makes one per operation and
// asks it before it waits.

import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";

/** The longest time a timer of Node can wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Bounds {
  readonly #clock: Clock;
  readonly #deadline: number | undefined;
  readonly #cancelTimer: (() => void) | undefined;
  /** Aborted when the operation is to end; `undefined` when nothing can end it. */
  readonly signal: AbortSignal | undefined;

  constructor(clock: Clock, deadline: number | undefined, signal: AbortSignal | undefined) {
    this.#clock = clock;
    this.#deadline = deadline;
    const leftMs = this.leftMs;
    if (deadline === undefined || leftMs > LONGEST_TIMER_MS) {
      this.signal = signal;
      return;
    }
    const controller = new AbortController();
    this.signal = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
    const expire = (): void =>
      controller.abort(new HookloomError("OPERATION_TIMED_OUT", "The deadline of the operation has passed."));
    if (leftMs <= 0) expire();
    else this.#cancelTimer = clock.after(leftMs, expire);
  }

  get aborted(): boolean {
    return this.signal?.aborted === true;
  }

  /** Milliseconds until the deadline. */
  get leftMs(): number {
    return this.#deadline === undefined ? Number.POSITIVE_INFINITY : this.#deadline - this.#clock.now();
  }

  /** Waits; rejects with the signal's reason as soon as it is aborted. */
  wait(delayMs: number): Promise<void> {
    let cancelTimer = (): void => {};
    const passed = new Promise<void>((resolve) => {
      cancelTimer = this.#clock.after(delayMs, resolve);
    });
    return this.untilAborted(passed).finally(() => cancelTimer());
  }

  /** What a promise comes to, or the signal's reason as soon as it is aborted. */
  untilAborted<Value>(promise: Promise<Value>): Promise<Value> {
    const { signal } = this;
    if (signal === undefined) return promise;
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason);
      if (signal.aborted) abort();
      signal.addEventListener("abort", abort, { once: true });
      promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
  }

  /** Stops watching the deadline, once the operation has ended. */
  release(): void {
    this.#cancelTimer?.();
  }
}
