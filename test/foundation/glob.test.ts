// Globs over text.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob, matchesGlob } from "../../src/foundation/glob.ts";

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
    expect(compileGlob(glob)(text)).toBe(taken);
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

it("a glob that was compiled takes what the glob takes", () => {
  const piece = fc.array(fc.constantFrom("a", "b", "*", "?", "😀", "."), { maxLength: 8 });
  fc.assert(
    fc.property(piece, piece, (glob, text) => {
      const [written, read] = [glob.join(""), text.join("").replaceAll(/[*?]/g, "a")];
      expect(compileGlob(written)(read)).toBe(matchesGlob(written, read));
    }),
    { numRuns: 2000 },
  );
});
