// Whether tokens cost what the price list says, in whole micro-dollars.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Price } from "../../../src/builtin/cost/definition.ts";
import { costOf, findPrice } from "../../../src/builtin/cost/prices.ts";

const price = (more: Partial<Price> = {}): Price => ({ model: "large", from: "2026-01-01", input: 3, output: 15, ...more });

describe("the cost of a call", () => {
  it.each([
    ["tokens in and out", { input_tokens: 1000, output_tokens: 200 }, {}, 6000],
    ["tokens from the provider's cache", { input_tokens: 1000, cached_input_tokens: 900 }, { cached_input: 0.3 }, 570],
    ["tokens from the cache at the same price", { input_tokens: 1000, cached_input_tokens: 900 }, {}, 3000],
    ["tokens into the cache", { input_tokens: 1000, cache_write_tokens: 1000 }, { cache_write: 3.75 }, 3750],
    ["tokens of thought", { output_tokens: 1000, reasoning_tokens: 600 }, { reasoning: 10 }, 12_000],
    ["cached tokens that are not among those sent", { input_tokens: 10, cached_input_tokens: 1000 }, { cached_input: 0.3 }, 300],
    ["less than a micro-dollar, rounded up", { input_tokens: 1 }, { input: 0.05 }, 1],
    ["nothing", {}, {}, 0],
    ["nothing for what is no number of tokens", { input_tokens: -5, output_tokens: "many" }, {}, 0],
  ])("is that of %s", (_, data, more, expected) => {
    expect(costOf(data, price(more))).toBe(expected);
  });

  it("is exact and whole, whatever the prices and tokens", () => {
    const cents = fc.integer({ min: 0, max: 10_000 });
    const count = fc.integer({ min: 0, max: 10_000_000 });
    fc.assert(
      fc.property(cents, cents, count, count, (input, output, sent, answered) => {
        const cost = costOf({ input_tokens: sent, output_tokens: answered }, price({ input: input / 100, output: output / 100 }));
        const exact = BigInt(sent) * BigInt(input) + BigInt(answered) * BigInt(output);
        expect(BigInt(cost)).toBe((exact + 99n) / 100n);
      }),
    );
  });
});

describe("the price of a model", () => {
  const prices = [
    price({ model: "large*", from: "2026-01-01", input: 1 }),
    price({ model: "large*", from: "2026-07-01", input: 2 }),
    price({ model: "large-2", from: "2026-07-01", input: 3 }),
    price({ model: "*", from: "2025-01-01", input: 4 }),
  ];
  const at = (day: string, model: string): number | undefined => findPrice(prices, model, Date.parse(day))?.input;

  it("is the newest that is in force and fits", () => {
    expect(at("2025-12-31T23:59:59Z", "large-2")).toBe(4);
    expect(at("2026-01-01T00:00:00Z", "large-2")).toBe(1);
    expect(at("2026-07-01T00:00:00Z", "large-2")).toBe(2);
    expect(at("2026-08-01", "small")).toBe(4);
    expect(at("2024-01-01", "small")).toBeUndefined();
  });
});
