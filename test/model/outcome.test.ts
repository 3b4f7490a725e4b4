import { describe, expect, it } from "vitest";
import { CONTINUE_OUTCOME, outcomeData } from "../../src/model/outcome.ts";

describe("outcomeData", () => {
  it("is the changed data, or the original when nothing was changed", () => {
    const original = { a: 1 };
    expect(outcomeData(CONTINUE_OUTCOME, original)).toBe(original);
    expect(outcomeData({ type: "cancel", hookId: "h", reason: "no" }, original)).toBe(original);
    expect(outcomeData({ type: "modified", data: { a: 2 }, modifiedBy: ["h"] }, original)).toEqual({ a: 2 });
    expect(outcomeData({ type: "cancel", hookId: "h", reason: "no", data: { a: 3 }, modifiedBy: ["g"] }, original)).toEqual({
      a: 3,
    });
  });
});
