// Patterns and types of few letters, so that they often match.

import fc from "fast-check";

const letters = fc.constantFrom("a", "b", "ab", "c");

export const anyEventType: fc.Arbitrary<string> = fc
  .array(fc.oneof(letters, fc.constantFrom("aba", "b1")), { minLength: 1, maxLength: 5 })
  .map((segments) => segments.join("."));

const inSegment = fc.constantFrom("a", "b", "*", "?", "[ab]", "[a-b]", "[!a]", "[^a-b1]");
// Stars side by side would be another token.
const segment = fc.array(inSegment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("").replaceAll(/\*+/g, "*"));
const braces = fc.array(fc.oneof(letters, fc.constantFrom("a.b", "*", "{a,b1}")), { minLength: 1, maxLength: 3 });
const globs = fc
  .array(
    fc.oneof(
      letters,
      fc.constantFrom("*", "**"),
      segment,
      braces.map((options) => `{${options.join(",")}}`),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((segments) => segments.join("."))
  // More would stand for more patterns than are allowed.
  .filter((pattern) => pattern.split("{").length <= 4);

export const anyPattern: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: globs },
  { weight: 1, arbitrary: anyEventType },
  { weight: 1, arbitrary: anyEventType.map((text) => `prefix:${text}`) },
  { weight: 1, arbitrary: anyEventType.map((text) => `suffix:${text}`) },
  { weight: 1, arbitrary: fc.constantFrom("regex:a", "regex:^a", "regex:b$", "regex:a.*b", "regex:^(a|b)*$", "regex:[.]b1") },
);
