// How long calls took, in a fixed room however many there were. `hook-statistics.ts` keeps one for each hook.

/** Buckets for each doubling of the time: what is read is at most 9 % above what was measured. */
const PER_DOUBLING = 8;
/** Times from a microsecond to half a minute. */
const DOUBLINGS = 25;
const LAST = PER_DOUBLING * DOUBLINGS - 1;

/** A histogram of times, in milliseconds. */
export class Latencies {
  readonly #buckets = new Uint32Array(LAST + 1);
  #count = 0;
  #maxMs = 0;

  add(durationMs: number): void {
    const bucket = Math.floor(Math.log2(durationMs * 1000) * PER_DOUBLING);
    this.#buckets[Math.min(Math.max(bucket, 0), LAST)]! += 1;
    this.#count += 1;
    if (durationMs > this.#maxMs) this.#maxMs = durationMs;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  /** The time that a part of the calls, from 0 to 1, did not exceed; 0 when there were none. */
  percentileMs(part: number): number {
    const wanted = part * this.#count;
    let counted = 0;
    for (const [bucket, count] of this.#buckets.entries()) {
      counted += count;
      if (count > 0 && counted >= wanted) return Math.min(2 ** ((bucket + 1) / PER_DOUBLING) / 1000, this.#maxMs);
    }
    return this.#maxMs;
  }
}
