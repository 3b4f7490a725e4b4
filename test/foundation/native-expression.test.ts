// The oracle is RE2 itself.

import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { translateExpression } from "../../src/foundation/native-expression.ts";
import { findExpressionFault } from "../../src/foundation/regular-expression.ts";

const LETTERS = [..."abkS7_- \t\v\néſK😀./]\u00a0\u2028"];
const ATOMS = {
  characters: [..."abkS7_- é😀.]ſ", ..."\\. \\d \\w \\s \\n \\/ \\- \\$".split(" ")],
  classes: "[ab] [^a] [a-k] [\\d_] [^\\s\\w] [.$-] [\\]\\\\] []a] [^]a] [a-] [-a] [\\.-] [é-😀]".split(" "),
  leftToRe2: "\\D \\v \\x61 [[:alpha:]] (?i:a) \\pL a{2} \\A \\z \\Q.\\E".split(" "),
};
const atom = fc.constantFrom(...Object.values(ATOMS).flat());
const { expression } = fc.letrec<{ expression: string; sequence: string; item: string }>((tie) => ({
  item: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(atom, fc.constantFrom("", "", "", "*", "+", "?", "*?", "+?", "??")).map((parts) => parts.join("")),
    },
    { weight: 1, arbitrary: fc.constantFrom("^", "$", "\\b", "\\B") },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("(", "(?:", "(?P<n>"), tie("expression"), fc.constantFrom(")", ")", ")?", ")*"))
        .map((parts) => parts.join("")),
    },
  ),
  sequence: fc.array(tie("item"), { maxLength: 4 }).map((items) => items.join("")),
  expression: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((alternatives) => alternatives.join("|")),
}));
const source = fc.tuple(fc.constantFrom("", "", "", "(?i)"), expression).map((parts) => parts.join(""));
const text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 8 }).map((letters) => letters.join(""));

describe("an expression that is translated", () => {
  it("matches exactly the texts that RE2 finds", () => {
    let translations = 0;
    fc.assert(
      fc.property(source, fc.array(text, { minLength: 3, maxLength: 6 }), (each, texts) => {
        fc.pre(findExpressionFault(each) === undefined);
        const native = translateExpression(each);
        if (native === undefined) return;
        translations += 1;
        const re2 = RE2JS.compile(each);
        for (const searched of texts)
          expect([each, searched, native.expression.test(searched)]).toEqual([each, searched, re2.test(searched)]);
      }),
      { numRuns: 3000 },
    );
    expect(translations).toBeGreaterThan(500);
  });

  it.each(["^git (push|fetch)\\b", "rm\\s+-rf", "\\.env$", "^src/.*\\.test\\.ts$", "(?i)drop table", "[a-z0-9_]+@example\\.com"])(
    "is one that people write: %s",
    (each) => expect(translateExpression(each)).toBeDefined(),
  );

  it.each(["(a+)+$", "(a|aa)*b", "(?:a?){20}a", "(a*)*", "([ab]|c)+"])("has no repetition inside of a repetition: %s", (each) => {
    expect(translateExpression(each)).toBeUndefined();
  });

  it("searches shorter texts the more ways a search can go", () => {
    const longest = (each: string): number => translateExpression(each)!.longestText;
    expect([longest("^abc"), longest("abc"), longest("^a.*c"), longest("a|b")]).toEqual([1e6, 1e6, 1e6, 5e5]);
    expect([longest("a.*c"), longest("^a*b*c"), longest("a?b*c*d"), longest("x?a*b*c*d*e")]).toEqual([1000, 1000, 79, 13]);
  });

  it("takes no longer than a moment for the worst text that it is given", () => {
    for (const each of ["a*a*a*b", "a?a?a?a?a*b", "^a*a*a*a*b", "(?:a|a|a)(?:a|a|a)a*b"]) {
      const { expression: native, longestText } = translateExpression(each)!;
      const worst = "a".repeat(longestText);
      const beganMs = performance.now();
      expect(native.test(worst)).toBe(false);
      expect(performance.now() - beganMs).toBeLessThan(1000);
    }
  });
});
