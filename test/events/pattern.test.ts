import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern } from "../../src/events/pattern.ts";

/** What a pattern means, by definition. */
function matchesNaively(pattern: readonly string[], type: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return type.length === 0;
  if (first === "**") return type.some((_, index) => matchesNaively(rest, type.slice(index))) || matchesNaively(rest, []);
  return type.length > 0 && (first === "*" || first === type[0]) && matchesNaively(rest, type.slice(1));
}

const segment = fc.constantFrom("a", "b", "tool");

test("a pattern matches exactly what its definition says", () => {
  const pattern = fc.array(fc.oneof(segment, fc.constantFrom("*", "**")), { minLength: 1, maxLength: 6 });
  const type = fc.array(segment, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pattern, type, (segments, types) => {
      expect(compilePattern(segments.join("."))(types.join("."))).toBe(matchesNaively(segments, types));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern of many stars takes no longer than its length times the type's", () => {
  const pattern = compilePattern(Array.from({ length: 40 }, () => "**.a").join("."));
  expect(pattern(Array.from({ length: 2000 }, () => "b").join("."))).toBe(false);
});
