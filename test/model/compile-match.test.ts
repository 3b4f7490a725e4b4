// Whether data fulfils a match.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileMatch } from "../../src/model/compile-match.ts";
import type { FieldMatch, Match } from "../../src/model/match.ts";

function matches(match: Match, data: unknown): boolean {
  return compileMatch(match)(data);
}

function fieldMatches(match: FieldMatch, value?: unknown): boolean {
  return matches({ field: match }, value === undefined ? {} : { field: value });
}

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

describe("a regular expression", () => {
  it("matches anywhere in a text, and texts only", () => {
    expect(["git push", "cd x; git pull", "git status"].map((text) => fieldMatches({ regex: "git (push|pull)" }, text))).toEqual([
      true,
      true,
      false,
    ]);
    expect(fieldMatches({ regex: "^git" }, "cd x; git pull")).toBe(false);
    for (const value of [1, null, ["git"], undefined]) expect(fieldMatches({ regex: "" }, value)).toBe(false);
  });

  it("takes no exponential time", () => {
    expect(fieldMatches({ regex: "^(a+)+$" }, `${"a".repeat(5000)}!`)).toBe(false);
  });

  it("that a text is too long for counts as fulfilled, even inside not", () => {
    const long = "a".repeat(1_000_000);
    expect(fieldMatches({ regex: "b" }, long)).toBe(true);
    expect(fieldMatches({ not: { regex: "a" } }, long)).toBe(true);
    expect(matches({ other: 1, field: { regex: "b" } }, { field: long, other: 2 })).toBe(false);
  });
});

describe("any, all and not", () => {
  it("combine the conditions of a field", () => {
    expect([1, 5, 9].map((value) => fieldMatches({ any: [1, { gt: 6 }] }, value))).toEqual([true, false, true]);
    expect([1, 5, 9].map((value) => fieldMatches({ all: [{ gt: 2 }, { lt: 7 }] }, value))).toEqual([false, true, false]);
    expect([1, 5, 9].map((value) => fieldMatches({ any: [1, 9], lt: 3 }, value))).toEqual([true, false, false]);
  });

  it("combine whole matches, beside fields", () => {
    const match: Match = { tool: "Bash", any: [{ user: "root" }, { cost: { gt: 10 }, not: { dry_run: true } }] };
    expect(matches(match, { tool: "Bash", user: "root" })).toBe(true);
    expect(matches(match, { tool: "Bash", cost: 11 })).toBe(true);
    expect(matches(match, { tool: "Bash", cost: 11, dry_run: true })).toBe(false);
    expect(matches(match, { tool: "Read", user: "root" })).toBe(false);
    expect(matches({ all: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 })).toBe(true);
    expect(matches({ all: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 3 })).toBe(false);
  });

  it("mean what logic says, for any combination of conditions and any data", () => {
    const condition = fc.oneof(
      fc.constantFrom<FieldMatch>(1, null, ["x", 2]),
      fc.constantFrom<FieldMatch>({ gt: 1 }, { glob: "x*" }, { regex: "y$" }, { exists: true }),
    );
    const { match } = fc.letrec<{ match: Match }>((tie) => ({
      match: fc.oneof(
        { maxDepth: 4, depthIdentifier: "match" },
        fc.tuple(fc.constantFrom("a", "b"), condition).map(([key, value]): Match => ({ [key]: value })),
        tie("match").map((not): Match => ({ not })),
        fc.array(tie("match"), { minLength: 1, maxLength: 3 }).map((any): Match => ({ any })),
        fc.array(tie("match"), { minLength: 1, maxLength: 3 }).map((all): Match => ({ all })),
      ),
    }));
    const holds = (table: Match, data: unknown): boolean => {
      if (table.not !== undefined) return !holds(table.not, data);
      if (table.any !== undefined) return table.any.some((inner) => holds(inner, data));
      if (table.all !== undefined) return table.all.every((inner) => holds(inner, data));
      return matches(table, data);
    };
    const data = fc.record({ a: fc.constantFrom(1, 2, null, "x", "xy"), b: fc.constantFrom(1, 2, "y") }, { requiredKeys: [] });
    fc.assert(
      fc.property(match, data, (table, value) => {
        expect(matches(table, value)).toBe(holds(table, value));
      }),
      { numRuns: 2000 },
    );
  });
});
