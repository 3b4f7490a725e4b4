// Keeps the event loop turning for a moment after something happened, because the next thing often follows at once and waking
// a sleeping processor takes longer than a whole call. Both ends of the framed channel use it.

import { availableParallelism } from "node:os";

/** With one processor, turning would only keep the other side from running. */
const WORTHWHILE = availableParallelism() > 1;

/** What one more answer is worth waiting for. */
const FOLLOWER_MS = 0.04;
/** The longest that is turned for what has not happened yet. */
const MOST_MS = 1;

/** Turns the event loop for `durationMs` after every `touch`, without holding anything up. */
export class ShortWait {
  readonly #durationMs: number;
  #untilMs = 0;
  #turning = false;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** Something happened: stay awake from now on. */
  touch(): void {
    if (!WORTHWHILE) return;
    this.#untilMs = performance.now() + this.#durationMs;
    if (this.#turning) return;
    this.#turning = true;
    setImmediate(this.#turn);
  }

  /** One more thing will happen behind that: stay awake for a little longer. */
  extend(): void {
    if (this.#turning) this.#untilMs = Math.min(this.#untilMs + FOLLOWER_MS, performance.now() + MOST_MS);
  }

  readonly #turn = (): void => {
    if (performance.now() < this.#untilMs) setImmediate(this.#turn);
    else this.#turning = false;
  };
}
