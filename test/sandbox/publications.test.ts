// A runner in the wrong hands can send anything as the events of a script.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePublications } from "../../src/sandbox/publications.ts";

const payload = (...events: unknown[]): string => JSON.stringify(events.map((event) => JSON.stringify(event)));

describe("the events of a script", () => {
  it("are read in their order", () => {
    expect(parsePublications(payload({ type: "a.b", data: { n: 1 } }, { type: "c", data: {} }))).toEqual([
      { type: "a.b", data: { n: 1 } },
      { type: "c", data: {} },
    ]);
  });

  it.each([
    ["no event", 7],
    ["no type", { data: {} }],
    ["a type that is none", { type: "Not An Event", data: {} }],
    ["no data", { type: "a" }],
    ["data that is a list", { type: "a", data: [] }],
    ["data with a prototype", JSON.parse('{"type":"a","data":{"deep":{"__proto__":{"x":1}}}}')],
    ["more than an event may hold", { type: "a", data: { text: "x".repeat(20_000) } }],
  ])("are left out when there is %s, and the others are read", (_what, event) => {
    expect(parsePublications(payload(event, { type: "fine", data: {} }))).toEqual([{ type: "fine", data: {} }]);
  });

  it("are left out when they are no JSON", () => {
    expect(parsePublications(JSON.stringify(["{", ""]))).toEqual([]);
  });

  it("are no reason to fail in another way than a malformed payload's", () => {
    expect(() => parsePublications("{}")).toThrow(TypeError);
    expect(() => parsePublications("[1]")).toThrow(TypeError);
    expect(() => parsePublications("[")).toThrow(SyntaxError);
    fc.assert(
      fc.property(fc.json(), (json) => {
        for (const event of parsePublications(JSON.stringify([json]))) expect(typeof event.type).toBe("string");
      }),
    );
  });
});
