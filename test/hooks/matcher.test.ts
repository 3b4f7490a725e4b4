// Whether data fulfils a match.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileMatch, matchesGlob } from "../../src/hooks/matcher.ts";
import type { FieldMatch, Match } from "../../src/model/match.ts";

function matches(match: Match, data: unknown): boolean {
  return compileMatch(match)(data);
}

function fieldMatches(match: FieldMatch, value?: unknown): boolean {
  return matches({ field: match }, value === undefined ? {} : { field: value });
}

/** The definition of a glob, character by character. */
function globOracle(glob: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = glob;
  if (first === undefined) return text.length === 0;
  if (first === "*") return globOracle(rest, text) || (text.length > 0 && globOracle(glob, text.slice(1)));
  return text.length > 0 && (first === "?" || first === text[0]) && globOracle(rest, text.slice(1));
}

describe("matchesGlob", () => {
  it.each([
    ["*.ts", "a.ts", true],
    ["*.ts", ".ts", true],
    ["*.ts", "a.tsx", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["?", "", false],
    ["**", "anything", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["src/*", "src/a/b", true],
    ["A", "a", false],
    ["[a]", "a", false],
    ["\\*", "\\anything", true],
  ])("%j takes %j: %s", (glob, text, taken) => {
    expect(matchesGlob(glob, text)).toBe(taken);
  });

  it("takes an emoji for one character", () => {
    expect(matchesGlob("a?c", "a😀c")).toBe(true);
    expect(matchesGlob("a??c", "a😀c")).toBe(false);
    expect(matchesGlob("*?", "😀")).toBe(true);
    expect(matchesGlob("*??", "😀")).toBe(false);
  });

  it("means what the definition says, for any glob and text", () => {
    const character = fc.constantFrom("a", "b", "😀");
    const glob = fc.array(fc.oneof(character, fc.constantFrom("*", "?")), { maxLength: 7 });
    fc.assert(
      fc.property(glob, fc.array(character, { maxLength: 8 }), (pattern, text) => {
        expect(matchesGlob(pattern.join(""), text.join(""))).toBe(globOracle(pattern, text));
      }),
      { numRuns: 5000 },
    );
  });

  it("gives up in time on a glob of many stars that nearly matches", () => {
    expect(matchesGlob(`${"a*".repeat(200)}b`, "a".repeat(20_000))).toBe(false);
  });
});

describe("compileMatch", () => {
  it("compares texts, numbers, booleans and null exactly", () => {
    expect(fieldMatches("Bash", "Bash")).toBe(true);
    expect(fieldMatches("Bash", "bash")).toBe(false);
    expect(fieldMatches(1, 1)).toBe(true);
    expect(fieldMatches(1, "1")).toBe(false);
    expect(fieldMatches(true, 1)).toBe(false);
    expect(fieldMatches(null, null)).toBe(true);
    expect(fieldMatches(null, 0)).toBe(false);
    expect(fieldMatches("a*", "ab")).toBe(false);
  });

  it("does not take a field that is absent for null", () => {
    expect(fieldMatches(null)).toBe(false);
  });

  it("takes any value of a list, and none of an empty one", () => {
    expect(fieldMatches(["a", 1, null], 1)).toBe(true);
    expect(fieldMatches(["a", 1, null], null)).toBe(true);
    expect(fieldMatches(["a", 1, null], "b")).toBe(false);
    expect(fieldMatches(["a", 1, null])).toBe(false);
    expect(fieldMatches([], "a")).toBe(false);
  });

  it("compares numbers, and nothing but numbers", () => {
    expect([1, 2, 3].map((value) => fieldMatches({ gt: 1 }, value))).toEqual([false, true, true]);
    expect([1, 2, 3].map((value) => fieldMatches({ gte: 2 }, value))).toEqual([false, true, true]);
    expect([1, 2, 3].map((value) => fieldMatches({ lt: 3 }, value))).toEqual([true, true, false]);
    expect([1, 2, 3].map((value) => fieldMatches({ lte: 2 }, value))).toEqual([true, true, false]);
    for (const value of ["5", null, true, [5], undefined]) expect(fieldMatches({ gt: 0 }, value)).toBe(false);
  });

  it("wants every condition of a field to hold", () => {
    expect([1, 2, 3].map((value) => fieldMatches({ gt: 1, lt: 3 }, value))).toEqual([false, true, false]);
    expect(fieldMatches({ glob: "a*", not: "ab" }, "ac")).toBe(true);
    expect(fieldMatches({ glob: "a*", not: "ab" }, "ab")).toBe(false);
  });

  it("applies a glob to texts only", () => {
    expect(fieldMatches({ glob: "*" }, "")).toBe(true);
    for (const value of [1, null, ["a"], undefined]) expect(fieldMatches({ glob: "*" }, value)).toBe(false);
  });

  it("asks whether a field is there, null included", () => {
    expect(fieldMatches({ exists: true }, null)).toBe(true);
    expect(fieldMatches({ exists: true })).toBe(false);
    expect(fieldMatches({ exists: false })).toBe(true);
    expect(fieldMatches({ exists: false }, 0)).toBe(false);
    expect(matches({ toString: { exists: true } }, {})).toBe(false);
  });

  it("turns any field match around, for absent fields too", () => {
    expect(fieldMatches({ not: "a" }, "b")).toBe(true);
    expect(fieldMatches({ not: "a" }, "a")).toBe(false);
    expect(fieldMatches({ not: "a" })).toBe(true);
    expect(fieldMatches({ not: ["a", "b"] }, "b")).toBe(false);
    expect(fieldMatches({ not: { not: { gt: 1 } } }, 2)).toBe(true);
  });

  it("reaches inside objects and lists by a path with dots", () => {
    const data = { parameters: { command: "ls", list: [{ x: 1 }] } };
    expect(matches({ "parameters.command": "ls" }, data)).toBe(true);
    expect(matches({ "parameters.list.0.x": 1 }, data)).toBe(true);
    expect(matches({ "parameters.command.length": 2 }, data)).toBe(false);
    expect(matches({ "parameters.missing.deep": { exists: false } }, data)).toBe(true);
  });

  it("wants every field to match, and is true without any", () => {
    expect(matches({ a: 1, b: 2 }, { a: 1, b: 2 })).toBe(true);
    expect(matches({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe(false);
    expect(matches({}, {})).toBe(true);
  });

  it("is false, not an error, for data that is no object", () => {
    for (const data of [null, undefined, "text", 1]) expect(matches({ a: 1 }, data)).toBe(false);
  });
});
