import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { compilePattern } from "../../src/events/pattern-index.ts";
import { parsePattern } from "../../src/events/pattern.ts";
import { anyEventType, anyPattern } from "./arbitrary-patterns.ts";
import { matchesNaively } from "./naive-pattern.ts";

test("a pattern matches exactly what its definition says", () => {
  fc.assert(
    fc.property(anyPattern, anyEventType, (pattern, eventType) => {
      expect(compilePattern(pattern)(eventType)).toBe(matchesNaively(pattern, eventType));
    }),
    { numRuns: 5000 },
  );
});

describe("a pattern", () => {
  it.each([
    ["tool.failed", "tool.failed", "tool.failed.twice"],
    ["tool.*", "tool.failed", "tool.execution.failed"],
    ["tool.**", "tool", "tools.failed"],
    ["**.failed", "tool.execution.failed", "tool.failed.twice"],
    ["tool.exec*", "tool.execution", "tool.inspection"],
    ["tool.v?", "tool.v2", "tool.v22"],
    ["tool.v[0-3]", "tool.v2", "tool.v4"],
    ["tool.v[!0-3]", "tool.v4", "tool.v2"],
    ["{tool,agent.run}.failed", "agent.run.failed", "agent.failed"],
    ["tool.{a,b{1,2}}", "tool.b2", "tool.b"],
    ["prefix:tool.ex", "tool.exit", "tool.run"],
    ["suffix:ed", "tool.failed", "tool.fails"],
    ["regex:^tool\\.(a|b)+$", "tool.abba", "tool.abc"],
  ])("%s matches %s and not %s", (pattern, matching, other) => {
    expect(compilePattern(pattern)(matching)).toBe(true);
    expect(compilePattern(pattern)(other)).toBe(false);
  });

  it.each([
    ["that is too long", "a".repeat(257), "more than 256 characters"],
    ["whose braces are too many", "{a,b}".repeat(7), "more than 100 patterns"],
    ["whose braces do not close", "tool.{a,b", "without its other half"],
    ["whose braces do not open", "tool.a}", "without its other half"],
    ["with ** inside a segment", "tool.a**", "whole segments"],
    ["with an empty segment", "tool..failed", 'the segment ""'],
    ["in upper case", "Tool.failed", 'the segment "Tool"'],
    ["with a class that does not close", "tool.[a-z", 'the segment "[a-z"'],
    ["with an empty prefix", "prefix:", "after prefix:"],
    ["with a broken expression", "regex:(", "is no regular expression"],
    ["with an expression that repeats too much", "regex:a{300}b{300}", "too large"],
    ["that is nothing", "", 'the segment ""'],
  ])("%s is refused", (_, pattern, fault) => {
    expect(() => parsePattern(pattern)).toThrowError(
      expect.objectContaining({ code: "EVENT_PATTERN_INVALID", message: expect.stringContaining(fault) as string }),
    );
  });

  it("of many stars takes no longer than its length times the type's", () => {
    const matches = compilePattern(Array.from({ length: 50 }, () => "**.a").join("."));
    expect(matches(Array.from({ length: 2000 }, () => "b").join("."))).toBe(false);
    expect(compilePattern(`${"*a".repeat(120)}b`)("a".repeat(250))).toBe(false);
  });
});
