// How long a script is not run that ends its runner again and again: not at all at first, then for pauses that grow with every
// further kill. A new version begins anew. `sandboxed-script.ts` keeps one per version of a script.

/** Kills that are borne without a pause. */
const PATIENCE = 2;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Who did not kill for so long, in time that it was free, is judged anew. */
const FORGIVEN_AFTER_MS = 3_600_000;

export class Quarantine {
  #kills = 0;
  #freeAtMs = -Infinity;

  get kills(): number {
    return this.#kills;
  }

  /** Notes that the script ended its runner; for how long it is not run now, in milliseconds. */
  noteKill(nowMs: number): number {
    if (nowMs - this.#freeAtMs > FORGIVEN_AFTER_MS) this.#kills = 0;
    this.#kills += 1;
    const pauseMs = this.#kills <= PATIENCE ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#kills - PATIENCE - 1));
    this.#freeAtMs = nowMs + pauseMs;
    return pauseMs;
  }
}
