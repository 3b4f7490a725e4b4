// The generic cell rate algorithm: keeps a limit exactly with one number per key, the time at which everything that was let
// through will have been used up at the steady rate. In the memory of a process; `redis-cell-rate.ts` has it for several.

/** So many in a window, and so many at once. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
  readonly burst: number;
}

/** Milliseconds until the next operation may come; 0 when this one may. */
export type RetryAfterMs = number;

export class MemoryCellRate {
  readonly #maxKeys: number;
  // In the order of last use.
  readonly #usedUpAtMs = new Map<string, number>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  /** Lets an operation through and counts it, or says how long to wait and does not count it. */
  take(key: string, { limit, windowMs, burst }: Rate, nowMs: number): RetryAfterMs {
    const intervalMs = windowMs / limit;
    const usedUpAtMs = Math.max(this.#usedUpAtMs.get(key) ?? nowMs, nowMs) + intervalMs;
    const waitMs = usedUpAtMs - burst * intervalMs - nowMs;
    // What remains of computing with fractions must not make anybody wait.
    if (waitMs > 1e-6) return waitMs;
    this.#usedUpAtMs.delete(key);
    this.#usedUpAtMs.set(key, usedUpAtMs);
    if (this.#usedUpAtMs.size > this.#maxKeys) this.#forget(nowMs);
    return 0;
  }

  /** Number of keys that are known. */
  get size(): number {
    return this.#usedUpAtMs.size;
  }

  // First the oldest, then others at the front that say nothing any more.
  #forget(nowMs: number): void {
    for (const [key, usedUpAtMs] of this.#usedUpAtMs) {
      if (this.#usedUpAtMs.size <= this.#maxKeys && usedUpAtMs > nowMs) return;
      this.#usedUpAtMs.delete(key);
    }
  }
}
