// How often the machine itself takes the processor away from a program that does nothing but look at the clock, and for how long.
// No call can be quicker than that in its slowest hundredth.

import { median } from "./measure.ts";

const WATCHED_MS = 1000;
/** What looking at the clock never takes by itself. */
const LEAST_MS = 0.03;

export interface Standstills {
  readonly perSecond: number;
  readonly medianUs: number;
}

/** Watches the clock for a second. */
export function standstills(): Standstills {
  const lengths: number[] = [];
  const beganMs = performance.now();
  for (let lastMs = beganMs; lastMs - beganMs < WATCHED_MS;) {
    const nowMs = performance.now();
    if (nowMs - lastMs > LEAST_MS) lengths.push((nowMs - lastMs) * 1000);
    lastMs = nowMs;
  }
  return { perSecond: (lengths.length * 1000) / WATCHED_MS, medianUs: lengths.length === 0 ? 0 : median(lengths) };
}
