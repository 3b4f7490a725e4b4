// Which matches are well-formed, and what is said about those that are not.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMatchFault, type FieldMatch, type Match } from "../../src/model/match.ts";
import { anyJson } from "../support/arbitrary-json.ts";

const CONDITIONS = "glob, regex, gt, gte, lt, lte, exists, any, all, not";

function nots(depth: number): FieldMatch {
  let match: FieldMatch = 1;
  for (let level = 0; level < depth; level += 1) match = { not: match };
  return match;
}

describe("findMatchFault", () => {
  it.each<[Match]>([
    [{}],
    [{ tool_name: "Bash" }],
    [{ a: null, b: true, c: 1.5, d: "" }],
    [{ a: ["x", 1, null, false], b: [] }],
    [{ a: { glob: "*.ts" } }],
    [{ a: { gt: 1, gte: 1, lt: 2, lte: 2 } }],
    [{ a: { exists: false } }],
    [{ a: { not: "x" }, b: { not: ["x"] }, c: { not: { not: { glob: "*", exists: true } } } }],
    [{ "parameters.command": "ls" }],
    [{ a: nots(16) }],
    [{ a: { regex: "^git (push|pull)" } }],
    [{ a: { any: ["x", { gt: 1 }], all: [{ glob: "*" }] } }],
    [{ any: [{ a: 1 }, { b: 2, not: { c: 3 } }], all: [{}], d: 4 }],
  ])("finds nothing wrong with %j", (match) => {
    expect(findMatchFault(match)).toBeUndefined();
  });

  it.each([[null], [undefined], [[]], ["x"], [1]])("says that %j is no match", (match) => {
    expect(findMatchFault(match)).toBe("match must be a table of fields");
  });

  it.each([
    [{ a: {} }, 'match["a"] must hold at least one of glob, regex, gt, gte, lt, lte, exists, any, all, not'],
    [{ a: undefined }, 'match["a"] must be a value, a list of values, or a table of conditions'],
    [{ a: [["x"]] }, 'match["a"] must list texts, numbers, booleans or null'],
    [{ a: [{ glob: "x" }] }, 'match["a"] must list texts, numbers, booleans or null'],
    [
      { ok: 1, a: { pattern: "x" } },
      'match["a"] has no condition "pattern"; there are glob, regex, gt, gte, lt, lte, exists, any, all, not',
    ],
    [
      { a: { toString: 1 } },
      'match["a"] has no condition "toString"; there are glob, regex, gt, gte, lt, lte, exists, any, all, not',
    ],
    [{ a: { glob: 1 } }, 'match["a"]["glob"] must be a text'],
    [{ a: { gt: "1" } }, 'match["a"]["gt"] must be a number'],
    [{ a: { lte: null } }, 'match["a"]["lte"] must be a number'],
    [{ a: { exists: 1 } }, 'match["a"]["exists"] must be true or false'],
    [{ a: { not: { glob: 1 } } }, 'match["a"]["not"]["glob"] must be a text'],
    [{ a: { not: {} } }, 'match["a"]["not"] must hold at least one of glob, regex, gt, gte, lt, lte, exists, any, all, not'],
    [{ a: { regex: 1 } }, 'match["a"]["regex"] must be a text'],
    [{ a: { regex: "a(" } }, 'match["a"]["regex"] is no regular expression: missing closing ): `a(`'],
    [{ a: { regex: "a(?=b)" } }, 'match["a"]["regex"] is no regular expression: invalid or unsupported Perl syntax: `(?=`'],
    [{ a: { regex: "x".repeat(1001) } }, 'match["a"]["regex"] must have at most 1000 characters'],
    [{ a: { regex: "(\\pL{30}){30}" } }, 'match["a"]["regex"] is too large once its repetitions are written out'],
    [{ any: [] }, 'match["any"] must be a list of at least one'],
    [{ any: { a: 1 } }, 'match["any"] must be a list of at least one'],
    [{ all: [{ a: 1 }, 2] }, 'match["all"][1] must be a table of fields'],
    [{ not: { any: [{ a: { glob: 1 } }] } }, 'match["not"]["any"][0]["a"]["glob"] must be a text'],
    [{ a: { any: ["x", {}] } }, `match["a"]["any"][1] must hold at least one of ${CONDITIONS}`],
  ])("says what is wrong with %j", (match, fault) => {
    expect(findMatchFault(match)).toBe(fault);
  });

  it("bounds how deep not may be nested, so that nobody runs out of stack", () => {
    expect(findMatchFault({ a: nots(17) })).toContain("nests any, all and not more than 16 deep");
    expect(findMatchFault({ a: nots(100_000) })).toContain("nests any, all and not more than 16 deep");
  });

  it("never throws, whatever a script wrote", () => {
    fc.assert(
      fc.property(anyJson, (match) => {
        expect(["string", "undefined"]).toContain(typeof findMatchFault(match));
      }),
    );
  });
});
