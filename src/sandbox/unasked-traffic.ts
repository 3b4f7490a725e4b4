// Counts what a runner sends without having been asked. Log lines and output are welcome; more than any script could cause is
// a runner in the wrong hands. `runner-process.ts` ends it then.

import type { Clock } from "../foundation/clock.ts";

/** What a runner may send in a second that answers nothing. */
const MAX_BYTES = 32 * 1024 * 1024;

export class UnaskedTraffic {
  readonly #clock: Clock;
  #bytes = 0;
  #sinceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws RangeError when it is more than any work of scripts explains */
  count(bytes: number): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#sinceMs > 1000) {
      this.#bytes = 0;
      this.#sinceMs = now;
    }
    this.#bytes += bytes;
    if (this.#bytes > MAX_BYTES) throw new RangeError("it sends more than anybody asked for");
  }
}
