// Whether the cell rate algorithm keeps a limit as a bucket of tokens does, which is another way to say the same.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryCellRate, type Rate } from "../../src/foundation/cell-rate.ts";

/** A bucket that fills with the rate and lets one through for each token. */
function createBucket({ limit, windowMs, burst }: Rate): (nowMs: number) => boolean {
  // Counted in parts of a token, so that nothing is rounded.
  let parts = burst * windowMs;
  let lastMs = 0;
  return (nowMs) => {
    parts = Math.min(burst * windowMs, parts + (nowMs - lastMs) * limit);
    lastMs = nowMs;
    if (parts < windowMs) return false;
    parts -= windowMs;
    return true;
  };
}

const RATES = fc.record({
  limit: fc.integer({ min: 1, max: 20 }),
  windowMs: fc.integer({ min: 1, max: 1000 }),
  burst: fc.integer({ min: 1, max: 30 }),
});

describe("the cell rate in memory", () => {
  it("lets through what a bucket of tokens would, whenever operations come", () => {
    fc.assert(
      fc.property(RATES, fc.array(fc.nat(300), { maxLength: 100 }), (rate, pauses) => {
        const cells = new MemoryCellRate(10);
        const bucket = createBucket(rate);
        let nowMs = 0;
        for (const pause of pauses) {
          nowMs += pause;
          expect(cells.take("key", rate, nowMs) === 0).toBe(bucket(nowMs));
        }
      }),
    );
  });

  it("says exactly how long to wait", () => {
    fc.assert(
      fc.property(RATES, (rate) => {
        const cells = new MemoryCellRate(10);
        for (let each = 0; each < rate.burst; each += 1) expect(cells.take("key", rate, 5)).toBe(0);
        const waitMs = cells.take("key", rate, 5);
        expect(waitMs).toBeCloseTo(rate.windowMs / rate.limit, 6);
        expect(cells.take("key", rate, 5 + waitMs * 0.9)).toBeGreaterThan(0);
        expect(cells.take("key", rate, 5 + waitMs)).toBe(0);
      }),
    );
  });

  it("keeps keys apart", () => {
    const cells = new MemoryCellRate(10);
    const rate = { limit: 1, windowMs: 1000, burst: 1 };
    expect([cells.take("a", rate, 0), cells.take("b", rate, 0), cells.take("a", rate, 0)]).toEqual([0, 0, 1000]);
  });

  it("knows no more keys than it may, and forgets the one that was used longest ago", () => {
    const cells = new MemoryCellRate(3);
    const rate = { limit: 1, windowMs: 1000, burst: 2 };
    for (const key of ["a", "b", "c", "a", "d"]) expect(cells.take(key, rate, 0)).toBe(0);
    expect(cells.size).toBe(3);
    expect(cells.take("a", rate, 0)).toBeGreaterThan(0);
    expect(cells.take("b", rate, 0)).toBe(0);
  });

  it("forgets keys that say nothing any more when there are too many", () => {
    const cells = new MemoryCellRate(100);
    const rate = { limit: 1, windowMs: 10, burst: 1 };
    for (let key = 0; key < 100; key += 1) cells.take(String(key), rate, 0);
    cells.take("new", rate, 1000);
    expect(cells.size).toBe(1);
  });
});
