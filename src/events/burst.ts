// Counts what happens many times in a moment and tells of it once: `subscription.ts` and the events of scripts report with it what
// was dropped, so that whoever floods the bus does not flood the log as well.

import type { Clock } from "../foundation/clock.ts";

/** What happens within so many milliseconds of the first is one burst. */
const BURST_MS = 1000;

export class Burst {
  readonly #clock: Clock;
  readonly #report: (count: number) => void;
  #count = 0;
  #cancelTimer = (): void => {};

  /** `report` is told how many there were, when a burst is over. */
  constructor(clock: Clock, report: (count: number) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  add(count = 1): void {
    if (this.#count === 0) this.#cancelTimer = this.#clock.after(BURST_MS, () => this.end());
    this.#count += count;
  }

  /** Reports what there was until now, if there was anything. */
  end(): void {
    this.#cancelTimer();
    const count = this.#count;
    this.#count = 0;
    if (count > 0) this.#report(count);
  }
}
