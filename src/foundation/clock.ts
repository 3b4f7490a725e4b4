// Time, injected wherever behaviour depends on it, so that tests can turn the hands themselves.

/** A source of time. */
export interface Clock {
  /** Milliseconds since 1970, for people and records. */
  now(): number;
  /** Milliseconds from an arbitrary start that never goes back, for measuring. */
  monotonicMs(): number;
  /** Calls back once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
