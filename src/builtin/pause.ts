// A pause between two attempts, which ends early when whoever makes them is closed. The audit log and webhooks use it.

import type { Clock } from "../foundation/clock.ts";

export class Pause {
  readonly #clock: Clock;
  #ended = false;
  #resume: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves when the time is over, or at once when there are no pauses any more. */
  wait(durationMs: number): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(durationMs, resolve);
      this.#resume = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Ends the pause under way, and every later one. */
  end(): void {
    this.#ended = true;
    this.#resume?.();
  }
}
