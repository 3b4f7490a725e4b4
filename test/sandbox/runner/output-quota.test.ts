import { describe, expect, it } from "vitest";
import { OutputQuota } from "../../../src/sandbox/runner/output-quota.ts";

const texts = (count: number, length = 1): { text: string }[] =>
  Array.from({ length: count }, () => ({ text: "x".repeat(length) }));

describe("what a script may say in a second", () => {
  it("is admitted as it comes", () => {
    const quota = new OutputQuota({ maxTexts: 5, maxLength: 100 });
    expect(quota.admit(texts(2), 0, 0)).toEqual({ admitted: texts(2), dropped: 0 });
    expect(quota.admit(texts(3), 1, 10)).toEqual({ admitted: texts(3), dropped: 1 });
  });

  it("says nothing when there is nothing to say", () => {
    expect(new OutputQuota({ maxTexts: 5, maxLength: 100 }).admit([], 0, 0)).toBeUndefined();
  });

  it("ends at its number of texts; what was dropped is told at once, and what follows with the next second", () => {
    const quota = new OutputQuota({ maxTexts: 3, maxLength: 100 });
    expect(quota.admit(texts(5), 0, 0)).toEqual({ admitted: texts(3), dropped: 2 });
    expect(quota.admit(texts(5), 1, 900)).toBeUndefined();
    expect(quota.admit(texts(1), 0, 1001)).toEqual({ admitted: texts(1), dropped: 6 });
  });

  it("ends at its number of characters, the text that passes it included", () => {
    const quota = new OutputQuota({ maxTexts: 100, maxLength: 10 });
    expect(quota.admit(texts(5, 4), 0, 0)).toEqual({ admitted: texts(3, 4), dropped: 2 });
  });
});
