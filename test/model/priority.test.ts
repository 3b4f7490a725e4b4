import { describe, expect, it } from "vitest";
import { PRIORITIES, priorityNumber } from "../../src/model/priority.ts";

describe("priorityNumber", () => {
  it("is the number itself or that of the name, and normal when none is given", () => {
    expect(priorityNumber(7)).toBe(7);
    expect(priorityNumber("low")).toBe(-500);
    expect(priorityNumber()).toBe(0);
  });

  it("goes down from highest to lowest", () => {
    const numbers = (["highest", "high", "normal", "low", "lowest"] as const).map(priorityNumber);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(Object.keys(PRIORITIES)).toHaveLength(numbers.length);
  });
});
