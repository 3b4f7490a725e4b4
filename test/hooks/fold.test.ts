// Results, one after another, become one outcome.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyMergePatch } from "../../src/foundation/merge-patch.ts";
import { Fold } from "../../src/hooks/fold.ts";
import { CONTINUE_OUTCOME } from "../../src/model/outcome.ts";
import { HOOK_POINTS } from "../../src/model/points/catalogue.ts";
import { annotate, results, type HookResult } from "../../src/model/results.ts";
import { anyJsonObject, deepFreeze } from "../support/arbitrary-json.ts";

describe("Fold", () => {
  it("comes to the one continue outcome when nobody had anything to say", () => {
    const fold = new Fold({ a: 1 });
    expect(fold.outcome()).toBe(CONTINUE_OUTCOME);
    expect(fold.add("x", results.continue())).toBeUndefined();
    expect(fold.add("y", results.skipped("not mine"))).toBeUndefined();
    expect(fold.outcome()).toBe(CONTINUE_OUTCOME);
  });

  it("applies modifications in order, lets the next see them, and says whose they are", () => {
    const original = deepFreeze({ a: 1, b: 2 });
    const fold = new Fold(original);
    fold.add("x", results.modified({ a: 10, c: 3 }));
    expect(fold.data).toEqual({ a: 10, b: 2, c: 3 });
    fold.add("y", results.modified({ a: 11, b: null }));
    expect(fold.outcome()).toEqual({
      type: "modified",
      data: { a: 11, c: 3 },
      modifiedBy: ["x", "y"],
      changes: [
        { path: "a", hookId: "x" },
        { path: "c", hookId: "x" },
        { path: "a", hookId: "y" },
        { path: "b", hookId: "y" },
      ],
    });
  });

  it("applies any modifications as merge patches one after another", () => {
    fc.assert(
      fc.property(anyJsonObject, fc.array(anyJsonObject, { minLength: 1, maxLength: 4 }), (data, patches) => {
        const fold = new Fold(deepFreeze(data));
        for (const patch of patches) fold.add("x", results.modified(deepFreeze(patch)));
        expect(JSON.stringify(fold.data)).toBe(
          JSON.stringify(patches.reduce<unknown>((now, patch) => applyMergePatch(now as never, patch), data)),
        );
      }),
    );
  });

  it("ends at a cancel, with its reason", () => {
    expect(new Fold({}).add("x", results.cancel("no"))).toEqual({ type: "cancel", hookId: "x", reason: "no" });
  });

  it.each<[HookResult]>([
    [results.redirect("other")],
    [results.replace("other")],
    [results.retry()],
    [results.fork([{}])],
    [results.cache(1, 1000)],
  ])("ends at %j, and hands the result on", (result) => {
    expect(new Fold({}).add("x", result)).toEqual({ type: result.type, hookId: "x", result });
  });

  it("keeps in an ending what was changed and annotated before, and the annotations of the ending itself", () => {
    const fold = new Fold({ a: 1 });
    fold.add("x", annotate(results.modified({ a: 2 }), { one: 1 }));
    fold.add("y", annotate(results.skipped("not mine"), { two: 2 }));
    expect(fold.add("z", annotate(results.cancel("no"), { three: 3 }))).toEqual({
      type: "cancel",
      hookId: "z",
      reason: "no",
      data: { a: 2 },
      modifiedBy: ["x"],
      changes: [{ path: "a", hookId: "x" }],
      annotations: [
        { hookId: "x", annotations: { one: 1 } },
        { hookId: "y", annotations: { two: 2 } },
        { hookId: "z", annotations: { three: 3 } },
      ],
    });
  });

  it("keeps annotations even when nothing else happened", () => {
    const fold = new Fold({});
    fold.add("x", annotate(results.continue(), { hint: "careful" }));
    expect(fold.outcome()).toEqual({ type: "continue", annotations: [{ hookId: "x", annotations: { hint: "careful" } }] });
  });

  it("cancels for a failure with the code of the error", () => {
    const fold = new Fold({ a: 1 });
    fold.add("x", results.modified({ a: 2 }));
    expect(fold.cancelForFailure("y", "it failed", "HOOK_FAILED")).toEqual({
      type: "cancel",
      hookId: "y",
      reason: "it failed",
      failure: "HOOK_FAILED",
      data: { a: 2 },
      modifiedBy: ["x"],
      changes: [{ path: "a", hookId: "x" }],
    });
  });

  it("refuses a change that breaks the point's fields, and then takes nothing in", () => {
    const point = HOOK_POINTS.find(({ name }) => name === "BeforeToolExecution");
    const fold = new Fold({ tool_name: "Bash", parameters: {} }, point);
    expect(() => fold.add("x", annotate(results.modified({ tool_name: null }), { note: 1 }))).toThrow(
      expect.objectContaining({
        code: "RESULT_INVALID",
        details: { field: "tool_name", hook: "x", point: "BeforeToolExecution" },
      }),
    );
    expect(() => fold.add("x", results.modified({ parameters: "ls" }))).toThrow(/parameters.*must be an object/);
    expect(fold.outcome()).toBe(CONTINUE_OUTCOME);
  });

  it("does not blame a change for what was wrong before", () => {
    const point = HOOK_POINTS.find(({ name }) => name === "BeforeToolExecution");
    const fold = new Fold({ parameters: {} }, point);
    fold.add("x", results.modified({ parameters: { command: "ls" } }));
    expect(fold.data).toEqual({ parameters: { command: "ls" } });
  });
});
