// In which order the hooks of a point are asked.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import type { HookOptions } from "../../src/hooks/hook.ts";
import { PHASES } from "../../src/model/phase.ts";
import { POINT, setup } from "./executor-setup.ts";

function orderOf(hooks: Readonly<Record<string, HookOptions>>): string[] {
  const { registry } = setup();
  for (const [id, options] of Object.entries(hooks)) registry.register(POINT, () => {}, { id, ...options });
  return registry.hookNames();
}

function refusal(hooks: Readonly<Record<string, HookOptions>>): HookloomError {
  try {
    orderOf(hooks);
  } catch (thrown) {
    if (thrown instanceof HookloomError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

describe("hooks are asked", () => {
  it("by phase, whatever their priority", () => {
    const order = orderOf({
      o: { phase: "observe", priority: "highest" },
      t: { priority: "highest" },
      a: { phase: "authorize", priority: "lowest" },
      v: { phase: "validate", priority: "lowest" },
    });
    expect(order).toEqual(["v", "a", "t", "o"]);
  });

  it("by priority inside a phase, then as they were registered", () => {
    expect(orderOf({ one: {}, two: {}, high: { priority: "high" }, three: {} })).toEqual(["high", "one", "two", "three"]);
  });

  it("before or after hooks that they name, and otherwise where they would stand anyway", () => {
    expect(orderOf({ one: {}, two: {}, three: { before: "one" }, four: {} })).toEqual(["two", "three", "one", "four"]);
    expect(orderOf({ one: { after: ["three"] }, two: {}, three: {}, four: {} })).toEqual(["two", "three", "one", "four"]);
    expect(orderOf({ low: { priority: "low", before: "high" }, high: { priority: "high" }, x: {} })).toEqual([
      "x",
      "low",
      "high",
    ]);
  });

  it("before or after all that a glob stands for, themselves excepted", () => {
    expect(orderOf({ "guards/a": {}, "guards/b": {}, x: { before: "guards/*" } })).toEqual(["x", "guards/a", "guards/b"]);
    expect(orderOf({ last: { after: "*" }, a: {}, b: {} })).toEqual(["a", "b", "last"]);
  });

  it("as if they had named nobody, when nobody of that name is there; and in order as soon as it comes", () => {
    expect(orderOf({ one: { after: "later" }, two: {} })).toEqual(["one", "two"]);
    expect(orderOf({ one: { after: "later" }, two: {}, later: {} })).toEqual(["two", "later", "one"]);
  });

  it("as wanted between phases without more ado", () => {
    expect(orderOf({ t: { after: "a" }, a: { phase: "authorize", before: "t" } })).toEqual(["a", "t"]);
  });

  it("in an order that keeps phases and every before and after, for any hooks without a circle", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const option = fc.record({
      phase: fc.constantFrom(...PHASES),
      priority: fc.constantFrom("low", "normal", "high"),
      names: fc.subarray(ids),
    });
    fc.assert(
      fc.property(fc.array(option, { minLength: 1, maxLength: 6 }), (options) => {
        // Only earlier letters are named in `after`, so there is no circle; and only those of the same phase.
        const hooks = Object.fromEntries(
          options.map(({ phase, priority, names }, index) => {
            const after = names.filter((name) => ids.indexOf(name) < index && options[ids.indexOf(name)]?.phase === phase);
            return [ids[index]!, { phase, priority, after } as HookOptions];
          }),
        );
        const order = orderOf(hooks);
        expect(order.toSorted()).toEqual(Object.keys(hooks));
        const phases = order.map((id) => PHASES.indexOf(hooks[id]!.phase!));
        expect(phases).toEqual(phases.toSorted());
        for (const id of order) {
          for (const earlier of hooks[id]!.after as string[]) expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(id));
        }
      }),
    );
  });
});

describe("hooks that cannot be put in order", () => {
  it("are refused with the circle they stand in, and nothing of them is registered", () => {
    const { registry } = setup();
    registry.register(POINT, () => {}, { id: "a", before: "b" });
    registry.register(POINT, () => {}, { id: "b", before: "c" });
    const witness: string[] = [];
    const late = { execute: () => {}, onRegister: () => void witness.push("registered") };
    expect(() => registry.register(POINT, late, { id: "c", before: "a" })).toThrow(
      expect.objectContaining({
        code: "HOOK_ORDER_INVALID",
        message: `Hooks at ${POINT} want to be asked in a circle: "b" before "c" before "a" before "b". Take one "before" or "after" away.`,
      }),
    );
    expect(registry.hookNames()).toEqual(["a", "b"]);
    expect(witness).toEqual([]);
  });

  it("are refused when a hook wants to stand before one of an earlier phase", () => {
    const error = refusal({ guard: { phase: "authorize" }, change: { before: "guard" } });
    expect(error.code).toBe("HOOK_ORDER_INVALID");
    expect(error.message).toBe('"change" cannot be asked before "guard": its phase "transform" comes after "authorize".');
  });

  it.each<[HookOptions, string]>([
    [
      { phase: "audit" as "observe" },
      'The option "phase" of a hook at acme:deploy must be one of validate, authorize, transform, observe.',
    ],
    [
      { before: 1 as unknown as string },
      'The option "before" of a hook at acme:deploy must be the id of a hook or a list of ids.',
    ],
    [{ after: [""] }, 'The option "after" of a hook at acme:deploy must be the id of a hook or a list of ids.'],
    [{ once: 1 as unknown as boolean }, 'The option "once" of a hook at acme:deploy must be true or false.'],
    [
      { phase: "observe", failureMode: "fail_closed" },
      'The option "failureMode" of a hook at acme:deploy cannot be fail_closed: the phase is "observe", there is nothing left to cancel.',
    ],
  ])("are refused with wrong options: %j", (options, message) => {
    expect(refusal({ x: options })).toMatchObject({ code: "HOOK_OPTIONS_INVALID", message });
  });
});
