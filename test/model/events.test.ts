import { describe, expect, it } from "vitest";
import { isEventType } from "../../src/model/events.ts";

describe("isEventType", () => {
  it("takes dotted lower case", () => {
    for (const text of ["hook", "hook.executed", "tool.execution.completed", "a1.b_2.3"]) expect(isEventType(text)).toBe(true);
  });

  it("takes nothing else", () => {
    for (const text of ["", ".", "hook.", ".hook", "a..b", "Hook", "hook.Executed", "1a", "a b", "a.*", "hook\n"]) {
      expect(isEventType(text)).toBe(false);
    }
  });
});
