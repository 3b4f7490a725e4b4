// What somebody who mistyped a name may have meant.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, suggestNames } from "../../src/foundation/suggest.ts";

const NAMES = ["reason", "annotations", "type", "id"];

describe("suggestNames", () => {
  it("finds a name with a letter wrong, missing, or too many", () => {
    expect(suggestNames("reasom", NAMES)).toEqual(["reason"]);
    expect(suggestNames("reson", NAMES)).toEqual(["reason"]);
    expect(suggestNames("reasson", NAMES)).toEqual(["reason"]);
  });

  it("does not mind upper and lower case", () => {
    expect(suggestNames("REASON", NAMES)).toEqual(["reason"]);
  });

  it("puts the nearest first, and of equally near ones the first known", () => {
    expect(suggestNames("tool_name", ["tool_games", "tool_named", "tool_names"])).toEqual([
      "tool_named",
      "tool_names",
      "tool_games",
    ]);
  });

  it("answers at most as many as asked for, three unless told, and none twice", () => {
    const many = ["aaaa1", "aaaa2", "aaaa3", "aaaa4", "aaaa1"];
    expect(suggestNames("aaaa", many)).toHaveLength(3);
    expect(suggestNames("aaaa", many, 1)).toEqual(["aaaa1"]);
    expect(suggestNames("aaaa", many, 10)).toEqual(["aaaa1", "aaaa2", "aaaa3", "aaaa4"]);
  });

  it("answers nothing when nothing is near", () => {
    expect(suggestNames("kaleidoscope", NAMES)).toEqual([]);
    expect(suggestNames("", NAMES)).toEqual([]);
  });

  it("does not take a short name for near of which no letter is left", () => {
    expect(suggestNames("xy", ["id", "on"])).toEqual([]);
    expect(suggestNames("ix", ["id", "on"])).toEqual(["id"]);
  });

  it("is quick with a text as long as a hostile script can send", () => {
    expect(suggestNames("x".repeat(1_000_000), NAMES)).toEqual([]);
  });

  it("always finds a known name itself, first", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (names, pick) => {
          const name = names[pick % names.length]!;
          const [first] = suggestNames(name, names);
          expect(first!.toLowerCase()).toBe(name.toLowerCase());
        },
      ),
    );
  });
});

describe("didYouMean", () => {
  it("asks with every suggestion, and says nothing without one", () => {
    expect(didYouMean(["a"])).toBe(' Did you mean "a"?');
    expect(didYouMean(["a", "b"])).toBe(' Did you mean "a" or "b"?');
    expect(didYouMean([])).toBe("");
  });
});
