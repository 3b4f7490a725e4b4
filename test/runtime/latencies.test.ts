import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Latencies } from "../../src/runtime/latencies.ts";

describe("latencies", () => {
  it("answer percentiles that are not below those of a sorted list, and at most 9.1 % above", () => {
    const durations = fc.array(fc.double({ min: 0.001, max: 30_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99, 1), (durationsMs, part) => {
        const latencies = new Latencies();
        for (const durationMs of durationsMs) latencies.add(durationMs);
        const sorted = durationsMs.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(part * sorted.length) - 1]!;
        const read = latencies.percentileMs(part);
        expect(read).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
        expect(read).toBeLessThanOrEqual(exact * 1.091);
        expect(latencies.maxMs).toBe(sorted.at(-1));
      }),
    );
  });

  it("keep times of any length, and say 0 when there are none", () => {
    const latencies = new Latencies();
    expect(latencies.percentileMs(0.5)).toBe(0);
    for (const durationMs of [0, 1e-9, 1e9]) latencies.add(durationMs);
    expect(latencies.percentileMs(0)).toBeLessThan(0.002);
    expect(latencies.maxMs).toBe(1e9);
  });
});
