// A bucket of tokens for each publisher: it holds what may be published in a second, and fills up again as time goes by.

import type { Clock } from "../../foundation/clock.ts";

/** Publishers that are remembered; beyond it all begin anew with a full bucket. */
const MAX_PUBLISHERS = 10_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

export class RateLimiter {
  readonly maxPerSecond: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(maxPerSecond: number, clock: Clock) {
    this.maxPerSecond = maxPerSecond;
    this.#clock = clock;
  }

  /** Takes a token of a publisher; whether there was one. */
  admit(publisher: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const bucket = this.#bucketOf(publisher, nowMs);
    const gained = ((nowMs - bucket.filledAtMs) * this.maxPerSecond) / 1000;
    bucket.tokens = Math.min(this.maxPerSecond, bucket.tokens + gained);
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #bucketOf(publisher: string, nowMs: number): Bucket {
    let bucket = this.#buckets.get(publisher);
    if (bucket === undefined) {
      if (this.#buckets.size >= MAX_PUBLISHERS) this.#buckets.clear();
      bucket = { tokens: this.maxPerSecond, filledAtMs: nowMs };
      this.#buckets.set(publisher, bucket);
    }
    return bucket;
  }
}
