// Equal JSON, equal text.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { anyJsonObject } from "../support/arbitrary-json.ts";

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inside]) => [key, reversed(inside)]),
  );
}

describe("canonicalJson", () => {
  it("is JSON of the same value, whatever the order of the keys", () => {
    fc.assert(
      fc.property(anyJsonObject, (value) => {
        const text = canonicalJson(value)!;
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it("keeps the order of lists, and tells different values apart", () => {
    expect(canonicalJson({ b: [2, 1], a: { d: 1, c: 2 } })).toBe('{"a":{"c":2,"d":1},"b":[2,1]}');
    expect(canonicalJson({ a: "1" })).not.toBe(canonicalJson({ a: 1 }));
  });

  it("is nothing for what has no JSON form", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect([circular, 1n, undefined, () => 1].map(canonicalJson)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
