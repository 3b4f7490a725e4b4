// Which hooks stand where, in which order; and that whatever goes wrong, the registry is as it was or as it should be.

import { afterEach, describe, expect, it, vi } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import type { Hook, HookOptions } from "../../src/hooks/hook.ts";
import { HookRegistry, type Registration } from "../../src/hooks/registry.ts";
import { HOOK_POINTS } from "../../src/model/points/catalogue.ts";
import { ManualClock } from "../support/manual-clock.ts";

const POINT = "acme:deploy";

function createRegistry(): HookRegistry {
  return new HookRegistry(new ManualClock());
}

const nothing = (): undefined => undefined;

/** The error that an action throws. */
function errorOf(act: () => unknown): HookloomError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof HookloomError) return thrown;
    throw thrown;
  }
  throw new Error("nothing was thrown");
}

/** A hook that writes down when it comes and goes. */
function witness(log: string[], name: string, faults: { come?: boolean; go?: boolean } = {}): Hook {
  return {
    execute: nothing,
    onRegister() {
      log.push(`+${name}`);
      if (faults.come === true) throw new Error(`${name} does not come`);
    },
    onUnregister() {
      log.push(`-${name}`);
      if (faults.go === true) throw new Error(`${name} does not go`);
    },
  };
}

function registration(id: string, options: HookOptions = {}, point = POINT): Registration {
  return { point, hook: nothing, options: { id, ...options } };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the order of hooks", () => {
  it("is that of their priorities, and of registration among equals", () => {
    const registry = createRegistry();
    for (const [id, priority] of [
      ["a", "low"],
      ["b", "high"],
      ["c", undefined],
      ["d", 1],
      ["e", "highest"],
      ["f", "high"],
      ["g", "normal"],
      ["h", "lowest"],
      ["i", -1000.5],
    ] as const) {
      registry.register(POINT, nothing, { id, ...(priority === undefined ? {} : { priority }) });
    }
    expect(registry.hookNames()).toEqual(["e", "b", "f", "d", "c", "g", "a", "h", "i"]);
  });

  it("is that of the list for hooks registered together", () => {
    const registry = createRegistry();
    registry.registerMultiple(["c", "a", "b"].map((id) => registration(id)));
    expect(registry.hookNames()).toEqual(["c", "a", "b"]);
  });

  it("puts scripts behind natives of equal priority, by their owner, and then as the script has them", () => {
    const registry = createRegistry();
    registry.replaceOwned("z.lua", [registration("z2"), registration("z1")]);
    registry.replaceOwned("a.lua", [registration("a"), registration("a-high", { priority: "high" })]);
    registry.register(POINT, nothing, { id: "native" });
    expect(registry.hookNames()).toEqual(["a-high", "native", "a", "z2", "z1"]);
  });

  it("does not depend on when a script was loaded or reloaded", () => {
    const registry = createRegistry();
    for (const owner of ["b.lua", "a.lua", "c.lua", "b.lua"]) registry.replaceOwned(owner, [registration(owner)]);
    expect(registry.hookNames()).toEqual(["a.lua", "b.lua", "c.lua"]);
  });
});

describe("ids", () => {
  it("are made of the point and a number when none is given, and are unique", () => {
    const registry = createRegistry();
    const first = registry.register(POINT, nothing);
    registry.register(POINT, nothing);
    expect(registry.hookNames()).toEqual([`${POINT}#1`, `${POINT}#2`]);
    first();
    registry.register(POINT, nothing);
    registry.registerMultiple([
      { point: POINT, hook: nothing },
      { point: POINT, hook: nothing },
    ]);
    expect(new Set(registry.hookNames()).size).toBe(4);
  });

  it("are made of the canonical name of a point registered under an alias", () => {
    const registry = createRegistry();
    registry.register("PreToolUse", nothing);
    expect(registry.hookNames()).toEqual(["BeforeToolExecution#1"]);
  });

  it("may not be given twice, and the error names the owner of the other", () => {
    const registry = createRegistry();
    registry.register(POINT, nothing, { id: "guard", owner: "plugin-a" });
    const error = errorOf(() => registry.register("acme:other", nothing, { id: "guard" }));
    expect(error).toMatchObject({ code: "HOOK_ID_TAKEN", details: { id: "guard", owner: "plugin-a" } });
    expect(error.message).toContain('"plugin-a"');
    expect(registry.count()).toBe(1);
  });

  it("may not be given twice within one list, and the error names the owner of the first", () => {
    const registry = createRegistry();
    const error = errorOf(() =>
      registry.registerMultiple([registration("x", { owner: "first" }), registration("x", { owner: "second" })]),
    );
    expect(error.details).toEqual({ id: "x", owner: "first" });
    expect(registry.count()).toBe(0);
  });

  it("are free again when the hook is gone", () => {
    const registry = createRegistry();
    registry.register(POINT, nothing, { id: "guard" })();
    registry.register(POINT, nothing, { id: "guard" });
    expect(registry.hookNames()).toEqual(["guard"]);
  });

  it("are reserved while onRegister is called, so that a hook may register others there", () => {
    const registry = createRegistry();
    const parent = {
      execute: nothing,
      onRegister: () => {
        registry.register(POINT, nothing);
        expect(errorOf(() => registry.register(POINT, nothing, { id: `${POINT}#1` })).code).toBe("HOOK_ID_TAKEN");
      },
    };
    const dispose = registry.register(POINT, parent);
    expect(new Set(registry.hookNames())).toEqual(new Set([`${POINT}#1`, `${POINT}#2`]));
    dispose();
    expect(registry.hookNames()).toEqual([`${POINT}#2`]);
    expect(registry.unregister(`${POINT}#2`)).toBe(true);
    expect(registry.count()).toBe(0);
  });
});

describe("options", () => {
  it("have the documented defaults", () => {
    const registry = createRegistry();
    registry.register(POINT, nothing);
    expect(registry.list()[0]).toMatchObject({
      priority: 0,
      timeoutMs: 100,
      failureMode: "fail_open",
      owner: "host",
      point: POINT,
    });
    expect(registry.list()[0]!.matcher).toBeUndefined();
  });

  it.each([
    ["id", { id: "" }],
    ["id", { id: 1 }],
    ["priority", { priority: "urgent" }],
    ["priority", { priority: Number.NaN }],
    ["priority", { priority: "500" }],
    ["priority", { priority: ["high"] }],
    ["priority", { priority: "toString" }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: -1 }],
    ["timeoutMs", { timeoutMs: Number.POSITIVE_INFINITY }],
    ["timeoutMs", { timeoutMs: "100" }],
    ["failureMode", { failureMode: "fail" }],
    ["match", { match: "Bash" }],
    ["match", { match: { tool_name: { pattern: "x" } } }],
  ])("with a wrong %s are refused: %j", (option, options) => {
    const registry = createRegistry();
    const error = errorOf(() => registry.register(POINT, nothing, options as HookOptions));
    expect(error).toMatchObject({ code: "HOOK_OPTIONS_INVALID", details: { option, point: POINT } });
    expect(error.message).toContain(`"${option}"`);
    expect(registry.count()).toBe(0);
  });

  it("cannot make a hook fail_closed where there is nothing to cancel", () => {
    const registry = createRegistry();
    const observing = HOOK_POINTS.find(({ mode }) => mode === "observe")!;
    const error = errorOf(() => registry.register(observing.name, nothing, { failureMode: "fail_closed" }));
    expect(error).toMatchObject({ code: "HOOK_OPTIONS_INVALID", details: { option: "failureMode" } });
    registry.register("BeforeToolExecution", nothing, { failureMode: "fail_closed" });
    registry.register(POINT, nothing, { failureMode: "fail_closed" });
  });

  it("give errors the place where the hook was written", () => {
    const registry = createRegistry();
    const place = { file: "a.lua", line: 7 };
    expect(errorOf(() => registry.replaceOwned("a.lua", [{ ...registration("x", { timeoutMs: 0 }), place }])).place).toEqual(
      place,
    );
    expect(errorOf(() => registry.replaceOwned("a.lua", [{ ...registration("x", {}, "Nowhere"), place }])).place).toEqual(place);
    const hook = witness([], "x", { come: true });
    expect(errorOf(() => registry.registerMultiple([{ point: POINT, hook, place }])).place).toEqual(place);
  });

  it("let a slow hook have the time it asked for before its breaker takes it for failed", () => {
    const registry = createRegistry();
    registry.registerMultiple([registration("quick", { timeoutMs: 10 }), registration("slow", { timeoutMs: 3000 })]);
    const [quick, slow] = registry.list();
    for (const [hook, durationMs] of [
      [quick!, 100],
      [slow!, 3000],
    ] as const) {
      hook.breaker.succeeded(hook.breaker.admit()!, durationMs);
      expect(hook.breaker.state).toEqual({ kind: "closed", failures: 0 });
      hook.breaker.succeeded(hook.breaker.admit()!, durationMs + 1);
      expect(hook.breaker.state).toEqual({ kind: "closed", failures: 1 });
    }
  });
});

describe("registerMultiple", () => {
  it("registers all or none: nothing when the last is refused", () => {
    const registry = createRegistry();
    const log: string[] = [];
    expect(() =>
      registry.registerMultiple([
        { point: POINT, hook: witness(log, "a") },
        { point: "SessionStart", hook: nothing },
        registration("x", {}, "Nowhere"),
      ]),
    ).toThrow();
    expect(registry.count()).toBe(0);
    expect(registry.lookup(POINT)).toBeUndefined();
    expect(log).toEqual([]);
  });

  it("gives one disposer for all", () => {
    const registry = createRegistry();
    const dispose = registry.registerMultiple([registration("a"), registration("b", {}, "SessionStart")]);
    registry.register(POINT, nothing, { id: "c" });
    dispose();
    expect(registry.hookNames()).toEqual(["c"]);
  });

  it("takes an empty list", () => {
    const registry = createRegistry();
    registry.registerMultiple([])();
    expect(registry.count()).toBe(0);
  });
});

describe("unregistering", () => {
  it("happens once by the disposer, however often it is called", () => {
    const registry = createRegistry();
    const log: string[] = [];
    const dispose = registry.register(POINT, witness(log, "a"), { id: "a" });
    dispose();
    dispose();
    expect(registry.count()).toBe(0);
    expect(log).toEqual(["+a", "-a"]);
  });

  it("happens by id, and says whether there was one", () => {
    const registry = createRegistry();
    const log: string[] = [];
    const dispose = registry.register(POINT, witness(log, "a"), { id: "a" });
    expect(registry.unregister("a")).toBe(true);
    expect(registry.unregister("a")).toBe(false);
    expect(registry.unregister("toString")).toBe(false);
    dispose();
    expect(log).toEqual(["+a", "-a"]);
  });

  it("by a disposer does not touch another hook that has got the id since", () => {
    const registry = createRegistry();
    const dispose = registry.register(POINT, nothing, { id: "a", owner: "first" });
    registry.unregister("a");
    registry.register(POINT, nothing, { id: "a", owner: "second" });
    dispose();
    expect(registry.list().map(({ owner }) => owner)).toEqual(["second"]);
  });

  it("happens at the end of a block that uses the disposer", () => {
    const registry = createRegistry();
    {
      using _registration = registry.register(POINT, nothing);
      expect(registry.count()).toBe(1);
    }
    expect(registry.count()).toBe(0);
  });
});

describe("onRegister and onUnregister", () => {
  it("are called once per registration, before the hook is listed and when it no longer is", () => {
    const registry = createRegistry();
    const counts: number[] = [];
    const hook: Hook = {
      execute: nothing,
      onRegister: () => void counts.push(registry.count()),
      onUnregister: () => void counts.push(registry.count()),
    };
    registry.register(POINT, hook)();
    expect(counts).toEqual([0, 0]);
  });

  it("are called on the hook, so that it can use this", () => {
    const registry = createRegistry();
    class Counting implements Hook {
      present = 0;
      execute = nothing;
      onRegister(): void {
        this.present += 1;
      }
      onUnregister(): void {
        this.present -= 1;
      }
    }
    const hook = new Counting();
    const dispose = registry.register(POINT, hook);
    expect(hook.present).toBe(1);
    dispose();
    expect(hook.present).toBe(0);
  });

  it("roll everything back when one onRegister throws: those before it go again, it and those after never came", () => {
    const registry = createRegistry();
    const log: string[] = [];
    const registrations = [witness(log, "a"), witness(log, "b"), witness(log, "c", { come: true }), witness(log, "d")];
    const error = errorOf(() =>
      registry.registerMultiple(registrations.map((hook, index) => ({ point: POINT, hook, options: { id: `h${index}` } }))),
    );
    expect(error).toMatchObject({ code: "HOOK_FAILED", message: "c does not come" });
    expect(log).toEqual(["+a", "+b", "+c", "-a", "-b"]);
    expect(registry.count()).toBe(0);
    registry.register(POINT, nothing, { id: "h0" });
  });

  it("roll everything back even when an onUnregister throws on the way", () => {
    const registry = createRegistry();
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    const log: string[] = [];
    const registrations = [witness(log, "a", { go: true }), witness(log, "b"), witness(log, "c", { come: true })];
    const error = errorOf(() => registry.registerMultiple(registrations.map((hook) => ({ point: POINT, hook }))));
    expect(error.message).toBe("c does not come");
    expect(log).toEqual(["+a", "+b", "+c", "-a", "-b"]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("that throw when a hook goes become a warning, and harm neither the others nor the registry", () => {
    const registry = createRegistry();
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    const log: string[] = [];
    const dispose = registry.registerMultiple([
      { point: POINT, hook: witness(log, "a", { go: true }), options: { id: "a" } },
      { point: "SessionStart", hook: witness(log, "b"), options: { id: "b" } },
    ]);
    dispose();
    expect(log).toEqual(["+a", "+b", "-a", "-b"]);
    expect(registry.count()).toBe(0);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toBe("onUnregister of the hook a threw: a does not go");

    registry.register(POINT, witness(log, "a", { go: true }), { id: "a" });
    expect(registry.unregister("a")).toBe(true);
  });

  it("may unregister other hooks, each of which goes once", () => {
    const registry = createRegistry();
    const log: string[] = [];
    registry.replaceOwned("a.lua", [{ point: POINT, hook: witness(log, "old"), options: { id: "old" } }]);
    const hook: Hook = { execute: nothing, onRegister: () => void registry.unregister("old") };
    registry.replaceOwned("a.lua", [{ point: POINT, hook, options: { id: "new" } }]);
    expect(log).toEqual(["+old", "-old"]);
    expect(registry.hookNames()).toEqual(["new"]);
  });
});

describe("replaceOwned", () => {
  it("puts the new set in the place of the old one, and keeps its position among others", () => {
    const registry = createRegistry();
    for (const owner of ["a.lua", "b.lua", "c.lua"])
      registry.replaceOwned(owner, [registration(`${owner}-1`), registration(`${owner}-2`)]);
    registry.replaceOwned("b.lua", [registration("b.lua-2"), registration("b.lua-3"), registration("b.lua-1")]);
    expect(registry.hookNames()).toEqual(["a.lua-1", "a.lua-2", "b.lua-2", "b.lua-3", "b.lua-1", "c.lua-1", "c.lua-2"]);
  });

  it("lets nobody see neither or both: the list of a point changes once", () => {
    const registry = createRegistry();
    registry.replaceOwned("a.lua", [registration("a")]);
    const before = registry.lookup(POINT)!.slot.hooks;
    const seen: unknown[] = [];
    const hook: Hook = { execute: nothing, onRegister: () => void seen.push(registry.lookup(POINT)!.slot.hooks) };
    registry.replaceOwned("a.lua", [{ point: POINT, hook, options: { id: "a" } }, registration("b")]);
    expect(seen).toEqual([before]);
    expect(registry.hookNames()).toEqual(["a", "b"]);
  });

  it("takes hooks away from points at which the new set has none", () => {
    const registry = createRegistry();
    registry.replaceOwned("a.lua", [registration("a"), registration("b", {}, "SessionStart")]);
    registry.replaceOwned("a.lua", [registration("b", {}, "SessionEnd")]);
    expect([registry.count(POINT), registry.count("SessionStart"), registry.count("SessionEnd")]).toEqual([0, 0, 1]);
  });

  it("leaves the old set serving when the new one is refused", () => {
    const registry = createRegistry();
    const log: string[] = [];
    registry.register(POINT, nothing, { id: "taken", owner: "b.lua" });
    registry.replaceOwned("a.lua", [{ point: POINT, hook: witness(log, "old"), options: { id: "old" } }]);
    const refused: Registration[][] = [
      [registration("new"), registration("x", {}, "Nowhere")],
      [registration("new"), registration("taken")],
      [registration("new"), { point: POINT, hook: witness(log, "new", { come: true }) }],
    ];
    for (const registrations of refused) {
      expect(() => registry.replaceOwned("a.lua", registrations)).toThrow(HookloomError);
      expect(registry.hookNames()).toEqual(["taken", "old"]);
    }
    expect(log).toEqual(["+old", "+new"]);
  });

  it("calls onRegister of the new before onUnregister of the old", () => {
    const registry = createRegistry();
    const log: string[] = [];
    for (const name of ["old", "new"])
      registry.replaceOwned("a.lua", [{ point: POINT, hook: witness(log, name), options: { id: "a" } }]);
    expect(log).toEqual(["+old", "+new", "-old"]);
  });

  it("owns what it registers, whatever owner the options name", () => {
    const registry = createRegistry();
    registry.replaceOwned("a.lua", [registration("a", { owner: "somebody" })]);
    expect(registry.list()[0]!.owner).toBe("a.lua");
    registry.replaceOwned("a.lua", []);
    expect(registry.count()).toBe(0);
  });

  it("makes the disposer of the set before it idle", () => {
    const registry = createRegistry();
    const first = registry.replaceOwned("a.lua", [registration("a")]);
    const second = registry.replaceOwned("a.lua", [registration("a")]);
    first();
    expect(registry.count()).toBe(1);
    second();
    expect(registry.count()).toBe(0);
  });

  it("gives a replaced hook a fresh breaker, so that a corrected file is asked at once", () => {
    const registry = createRegistry();
    registry.replaceOwned("a.lua", [registration("a")]);
    const [{ breaker }] = registry.list() as [ReturnType<typeof registry.list>[number]];
    for (let time = 0; time < 5; time += 1) breaker.failed(breaker.admit()!);
    expect(breaker.state.kind).toBe("open");
    registry.replaceOwned("a.lua", [registration("a")]);
    expect(registry.list()[0]!.breaker.state.kind).toBe("closed");
  });
});

describe("names of points", () => {
  it("may be another system's: the hook stands at the canonical point and knows its own field names", () => {
    const registry = createRegistry();
    registry.register("PreToolUse", nothing, { id: "claude" });
    registry.register("BeforeToolExecution", nothing, { id: "canonical" });
    registry.register("beforeToolCall", nothing, { id: "ironclaw" });
    const [claude, canonical, ironclaw] = registry.list();
    expect([claude, canonical, ironclaw].map((hook) => hook!.point)).toEqual(Array(3).fill("BeforeToolExecution"));
    expect(claude!.alias).toMatchObject({ name: "PreToolUse", system: "claude-code" });
    // An alias without renamed fields is the point itself.
    expect([canonical!.alias, ironclaw!.alias]).toEqual([undefined, undefined]);
    for (const name of ["PreToolUse", "BeforeToolExecution", "BeforeToolCall"]) expect(registry.count(name)).toBe(3);
  });

  it("may be made up with a colon, and are known once somebody registers", () => {
    const registry = createRegistry();
    expect(registry.lookup(POINT)).toBeUndefined();
    expect(registry.count(POINT)).toBe(0);
    registry.register(POINT, nothing);
    expect(registry.lookup(POINT)!.slot).toMatchObject({ name: POINT, definition: undefined });
    expect(registry.count(POINT)).toBe(1);
  });

  it("are not known after a registration there was refused", () => {
    const registry = createRegistry();
    expect(() => registry.register(POINT, nothing, { timeoutMs: 0 })).toThrow();
    expect(registry.lookup(POINT)).toBeUndefined();
  });

  it("without a colon must be known or declared", () => {
    const registry = createRegistry();
    expect(errorOf(() => registry.register("Deploy", nothing)).code).toBe("POINT_UNKNOWN");
    registry.declarePoint("Deploy");
    registry.register("Deploy", nothing);
    expect(registry.count("Deploy")).toBe(1);
    expect(registry.lookup("Deploy")!.slot.definition).toBeUndefined();
  });

  it("that are declared twice, or are in the catalogue, stay what they are", () => {
    const registry = createRegistry();
    registry.declarePoint("Deploy");
    registry.register("Deploy", nothing);
    registry.declarePoint("Deploy");
    registry.declarePoint("SessionStart");
    registry.declarePoint("PreToolUse");
    expect(registry.count("Deploy")).toBe(1);
    expect(registry.lookup("SessionStart")!.slot.definition?.name).toBe("SessionStart");
    expect(registry.lookup("PreToolUse")!.slot.name).toBe("BeforeToolExecution");
  });

  it.each([["register"], ["lookup"], ["count"]] as const)("that are unknown get suggestions from %s", (method) => {
    const registry = createRegistry();
    const error = errorOf(() =>
      method === "register" ? registry.register("BeforeToolExecuton", nothing) : registry[method]("BeforeToolExecuton"),
    );
    expect(error.code).toBe("POINT_UNKNOWN");
    expect(error.details).toMatchObject({ point: "BeforeToolExecuton" });
    expect((error.details.suggestions as string[])[0]).toBe("BeforeToolExecution");
    expect(error.message).toContain('Did you mean "BeforeToolExecution"');
  });
});

describe("inspection", () => {
  it("counts all hooks, or those of one point", () => {
    const registry = createRegistry();
    registry.registerMultiple([registration("a"), registration("b"), registration("c", {}, "SessionStart")]);
    expect([registry.count(), registry.count(POINT), registry.count("SessionStart"), registry.count("SessionEnd")]).toEqual([
      3, 2, 1, 0,
    ]);
  });

  it("lists every hook once, point by point, custom points too, in the order they are asked", () => {
    const registry = createRegistry();
    registry.registerMultiple([
      registration("custom"),
      registration("low", { priority: "low" }, "PreToolUse"),
      registration("high", {}, "BeforeToolExecution"),
    ]);
    expect(registry.hookNames()).toEqual(["high", "low", "custom"]);
    expect(registry.list().map(({ id }) => id)).toEqual(registry.hookNames());
  });

  it("hands out lists that nobody can change, and that do not change under who holds them", () => {
    const registry = createRegistry();
    const dispose = registry.register(POINT, nothing, { id: "a" });
    const { slot } = registry.lookup(POINT)!;
    const held = slot.hooks;
    expect(Object.isFrozen(held)).toBe(true);
    registry.register(POINT, nothing, { id: "b" });
    dispose();
    expect(held.map(({ id }) => id)).toEqual(["a"]);
    expect(slot.hooks.map(({ id }) => id)).toEqual(["b"]);
    expect(Object.isFrozen(slot.hooks)).toBe(true);
    expect(Object.isFrozen(registry.lookup("SessionStart")!.slot.hooks)).toBe(true);
  });
});
