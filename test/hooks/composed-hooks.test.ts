// Hooks that answer as one: who is asked, with which data, and what it comes to.

import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/foundation/json.ts";
import { findCompositionFaults, type Composition, type Compositions } from "../../src/hooks/composition.ts";
import type { HookFunction, HookOptions } from "../../src/hooks/hook.ts";
import { outcomeData } from "../../src/model/outcome.ts";
import { results } from "../../src/model/results.ts";
import { POINT, setup, settle, throwing } from "./executor-setup.ts";

const compose = (kind: Composition["kind"], hooks: readonly string[], more: Partial<Composition> = {}): Composition => ({
  point: POINT,
  kind,
  hooks,
  ...more,
});

/** Hooks by their ids: what they answer, or what they do. */
const HOOKS: Readonly<Record<string, HookFunction>> = {
  silent: () => undefined,
  declines: () => results.skipped("not mine"),
  annotates: () => ({ type: "continue", annotations: { seen: true } }),
  adds: ({ data }) => results.modified({ list: [...((data.list as string[] | undefined) ?? []), "adds"] }),
  appends: ({ data }) => results.modified({ list: [...((data.list as string[] | undefined) ?? []), "appends"] }),
  redirects: () => results.redirect("elsewhere"),
  refuses: () => results.cancel("no"),
  forbids: () => results.cancel("never"),
  breaks: throwing(),
};
const FAIL_CLOSED: HookOptions = { failureMode: "fail_closed" };

/** The outcome of a composition of these hooks, the hooks that were asked, and whether it was there at once. */
async function ask(composition: Composition, options: Readonly<Record<string, HookOptions>> = {}, late = false) {
  const { registry, executor, told } = setup();
  for (const id of Object.keys(HOOKS)) {
    const hook: HookFunction = late ? async (context) => (await settle(), HOOKS[id]!(context)) : HOOKS[id]!;
    if (composition.hooks.includes(id)) registry.register(POINT, hook, { id, ...options[id] });
  }
  registry.compose({ guard: composition });
  const outcome = executor.run(POINT, { n: 1 });
  const atOnce = !(outcome instanceof Promise);
  const { type, ...rest } = await outcome;
  const { hookId, reason } = rest as { hookId?: string; reason?: string };
  const asked = told.map((line) => line.split(" ").slice(1).join(" ")).filter((line) => !line.startsWith("guard"));
  return {
    outcome: [type, hookId, reason].filter((part) => part !== undefined).join(" "),
    asked,
    atOnce,
    list: outcomeData<JsonObject>(await outcome, {}).list,
  };
}

const VOTE = (against: number, of: number, reasons: string): string =>
  `cancel guard ${against} of ${of} are against it: ${reasons}`;

describe.each([
  ["whose hooks answer at once", false],
  ["whose hooks take their time", true],
])("a composition %s", (_, late) => {
  it.each<[Composition["kind"], string[], Partial<Composition>, string, string[] | "all", unknown]>([
    // kind, hooks, options, outcome, who was asked, the list they made
    ["sequence", ["silent", "declines"], {}, "continue", "all", undefined],
    ["sequence", ["adds", "appends"], {}, "modified", "all", ["adds", "appends"]],
    ["sequence", ["appends", "adds"], {}, "modified", "all", ["appends", "adds"]],
    ["sequence", ["adds", "redirects", "refuses"], {}, "redirect redirects", ["adds", "redirects"], ["adds"]],
    ["sequence", ["refuses", "adds"], {}, "cancel refuses no", ["refuses"], undefined],
    ["sequence", ["breaks", "refuses"], {}, "cancel refuses no", "all", undefined],
    ["first_match", ["silent", "declines"], {}, "continue", "all", undefined],
    ["first_match", ["declines", "adds", "refuses"], {}, "modified", ["declines", "adds"], ["adds"]],
    ["first_match", ["annotates", "refuses", "adds"], {}, "cancel refuses no", ["annotates", "refuses"], undefined],
    ["first_match", ["breaks", "redirects", "refuses"], {}, "redirect redirects", ["breaks", "redirects"], undefined],
    ["parallel", ["silent", "declines"], {}, "continue", "all", undefined],
    ["parallel", ["adds", "appends"], {}, "modified", "all", ["appends"]],
    ["parallel", ["redirects", "refuses", "adds"], {}, "cancel refuses no", "all", ["adds"]],
    ["parallel", ["redirects", "adds"], {}, "redirect redirects", "all", ["adds"]],
    ["parallel", ["refuses", "forbids"], {}, "cancel refuses no", "all", undefined],
    ["parallel", ["breaks", "adds"], {}, "modified", "all", ["adds"]],
    ["vote", ["refuses", "silent"], {}, "continue", "all", undefined],
    ["vote", ["refuses", "adds", "silent"], {}, "modified", "all", ["adds"]],
    ["vote", ["refuses", "forbids", "silent"], {}, VOTE(2, 3, "refuses: no; forbids: never"), "all", undefined],
    ["vote", ["refuses", "silent"], { quorum: 1 }, VOTE(1, 2, "refuses: no"), "all", undefined],
    ["vote", ["refuses", "redirects"], { quorum: 2 }, "redirect redirects", "all", undefined],
    ["vote", ["refuses", "breaks"], {}, "continue", "all", undefined],
  ])("as %s of %j with %j comes to %s", async (kind, hooks, more, outcome, asked, list) => {
    const told = await ask(compose(kind, hooks, more), {}, late);
    expect(told).toMatchObject({ outcome, list, atOnce: !late });
    const ids = told.asked.map((line) => line.split(" ")[0]);
    const wanted = asked === "all" ? hooks : asked;
    expect(kind === "parallel" || kind === "vote" ? ids.toSorted() : ids).toEqual(
      kind === "parallel" || kind === "vote" ? wanted.toSorted() : wanted,
    );
  });

  it.each<[Composition["kind"], string]>([
    ["sequence", "cancel breaks The hook breaks failed and is fail_closed: boom"],
    ["first_match", "cancel breaks The hook breaks failed and is fail_closed: boom"],
    ["parallel", "cancel breaks The hook breaks failed and is fail_closed: boom"],
    ["vote", VOTE(2, 3, "breaks: The hook breaks failed and is fail_closed: boom; refuses: no")],
  ])("as %s takes a hook that fails and is fail_closed as one that is against it", async (kind, outcome) => {
    const told = await ask(compose(kind, ["breaks", "refuses", "silent"]), { breaks: FAIL_CLOSED }, late);
    expect(told.outcome).toBe(outcome);
  });

  it("asks all of a parallel one before any has answered, and each with the same data", async () => {
    const { registry, executor } = setup();
    const seen: unknown[] = [];
    let open = 0;
    let most = 0;
    for (const id of ["a", "b", "c"]) {
      registry.register(
        POINT,
        async ({ data }) => {
          seen.push(data);
          most = Math.max(most, (open += 1));
          if (late) await settle();
          open -= 1;
          return results.modified({ [id]: true });
        },
        { id },
      );
    }
    registry.compose({ all: compose("parallel", ["a", "b", "c"]) });
    expect(outcomeData<JsonObject>(await executor.run(POINT, {}), {})).toEqual({ a: true, b: true, c: true });
    expect(seen).toEqual([{}, {}, {}]);
    if (late) expect(most).toBe(3);
  });
});

describe("hooks of a composition", () => {
  it("are asked in it and nowhere else, at its place; the others by themselves", () => {
    const { registry, runSync, told } = setup();
    for (const id of ["a", "b", "c", "d"]) registry.register(POINT, () => undefined, { id });
    registry.compose({ pair: compose("first_match", ["d", "b"], { priority: "high" }) });
    runSync();
    expect(told).toEqual(["d", "b", "a", "c"].map((id) => `executed ${id} continue`));
    registry.compose({});
    told.length = 0;
    runSync();
    expect(told).toEqual(["a", "b", "c", "d"].map((id) => `executed ${id} continue`));
  });

  it("are named by globs of ids, or by who owns them, and come and go", () => {
    const { registry, runSync, told } = setup();
    registry.compose({ all: compose("first_match", ["guard.lua", "net-*"], { phase: "validate" }) });
    registry.register(POINT, () => undefined, { id: "early", phase: "validate", priority: "high" });
    registry.register(POINT, () => undefined, { id: "net-1" });
    registry.replaceOwned("guard.lua", [{ point: POINT, hook: () => undefined, options: { id: "guard.lua#1" } }]);
    const other = registry.register(POINT, () => undefined, { id: "net-2" });
    runSync();
    expect(told.splice(0)).toEqual(["early", "guard.lua#1", "net-1", "net-2"].map((id) => `executed ${id} continue`));
    other();
    registry.replaceOwned("guard.lua", []);
    runSync();
    expect(told).toEqual(["early", "net-1"].map((id) => `executed ${id} continue`));
  });

  it("keep their own conditions, breakers and places in the shadow", () => {
    const { registry, runSync, told } = setup({ breaker: { failureThreshold: 1 } });
    registry.register(POINT, HOOKS.refuses!, { id: "unmatched", match: { n: 2 } });
    registry.register(POINT, HOOKS.refuses!, { id: "shadow", shadow: true });
    registry.register(POINT, HOOKS.refuses!, { id: "once", once: true });
    registry.register(POINT, throwing(), { id: "breaks", failureMode: "fail_closed" });
    registry.compose({ vote: compose("vote", ["unmatched", "shadow", "once", "breaks"], { quorum: 2 }) });
    expect(runSync({ n: 1 })).toMatchObject({ type: "cancel", hookId: "vote" });
    expect(told.splice(0)).toEqual([
      "passed over unmatched no_match",
      "executed shadow cancel",
      "executed once cancel",
      "failed breaks HOOK_FAILED",
      "executed vote cancel",
    ]);
    expect(runSync({ n: 1 }).type).toBe("continue");
    expect(told.at(-1)).toBe("passed over breaks breaker_open");
  });

  it("answer in time or not at all", async () => {
    const { registry, runAsync, clock } = setup();
    registry.register(POINT, () => new Promise<undefined>(() => {}), { id: "stuck", timeoutMs: 50, failureMode: "fail_closed" });
    registry.register(POINT, HOOKS.silent!, { id: "silent" });
    registry.compose({ pair: compose("parallel", ["stuck", "silent"]) });
    const outcome = runAsync();
    clock.advance(50);
    expect(await outcome).toMatchObject({ type: "cancel", hookId: "stuck", failure: "HOOK_TIMED_OUT" });
  });

  it("may answer what the point allows, and see what their name of the point calls its fields", () => {
    const { registry, runSync, told } = setup();
    const point = "BeforeToolExecution";
    registry.register("beforeToolCall", ({ data }) => results.modified({ parameters: { seen: data.tool_name! } }), {
      id: "alias",
    });
    registry.register("SessionStart", () => results.redirect("x"), { id: "elsewhere" });
    registry.register(point, () => results.modified({ tool_name: 7 as never }), { id: "misfit" });
    registry.compose({ pair: { point, kind: "parallel", hooks: ["alias", "misfit"] } });
    expect(runSync({ tool_name: "Bash" }, point)).toMatchObject({
      type: "modified",
      data: { tool_name: "Bash", parameters: { seen: "Bash" } },
      changes: [{ path: "parameters", hookId: "alias" }],
    });
    expect(told).toEqual(["executed alias modified", "failed misfit RESULT_INVALID"]);
  });

  it("that observe are told as ever", async () => {
    const { registry, executor, told } = setup();
    registry.register(POINT, () => undefined, { id: "watch", phase: "observe" });
    registry.register(POINT, () => undefined, { id: "asked" });
    registry.compose({ all: compose("parallel", ["*"]) });
    await executor.run(POINT, {});
    await settle();
    expect(told).toEqual(["executed asked continue", "executed watch continue"]);
  });
});

describe("compositions of compositions", () => {
  it("count as one hook each", async () => {
    const { registry, executor } = setup();
    for (const [id, hook] of Object.entries(HOOKS)) registry.register(POINT, hook, { id });
    const compositions: Compositions = {
      lenient: compose("vote", ["refuses", "silent", "declines"]),
      strict: compose("first_match", ["annotates", "adds", "forbids"]),
      both: compose("parallel", ["lenient", "strict"]),
    };
    registry.compose(compositions);
    expect(await executor.run(POINT, {})).toMatchObject({ type: "redirect", hookId: "redirects" });
    registry.unregister("redirects");
    registry.unregister("appends");
    expect(await executor.run(POINT, {})).toMatchObject({
      type: "modified",
      data: { list: ["adds"] },
    });
  });
});

describe("a composition that cannot be", () => {
  it.each<[string, Compositions, string]>([
    [
      "point",
      { a: { ...compose("vote", ["x"]), point: "BeforeToolExecutoin" } },
      'The composition a stands at "BeforeToolExecutoin", which is no hook point. Did you mean "BeforeToolExecution"?',
    ],
    ["hooks", { a: compose("vote", []) }, "The composition a names no hooks."],
    ["hooks", { a: compose("vote", ["x", "y", "x"]) }, 'The composition a names "x" twice.'],
    ["quorum", { a: compose("parallel", ["x"], { quorum: 1 }) }, "The composition a has a quorum, which only a vote has."],
    ["hooks", { a: compose("vote", ["a"]) }, "The composition a contains itself: a names a."],
    [
      "hooks",
      { a: compose("vote", ["b"]), b: compose("vote", ["c"]), c: compose("vote", ["x", "a"]) },
      "The composition a contains itself: a names b names c names a.",
    ],
    [
      "hooks",
      { a: compose("vote", ["b"]), b: { ...compose("vote", ["x"]), point: "acme:other" } },
      "The composition a stands at acme:deploy and names b, which stands at acme:other.",
    ],
  ])("is refused for its %s", (key, compositions, text) => {
    expect(findCompositionFaults(compositions, [])[0]).toEqual({ name: "a", key, text });
    const { registry } = setup();
    registry.compose({ good: compose("vote", ["x"]) });
    expect(() => registry.compose(compositions)).toThrow(text);
    expect(registry.hookNames()).toEqual(["good"]);
  });

  it("is told of by names that nobody has", () => {
    const { registry } = setup();
    registry.register(POINT, () => undefined, { id: "budget" });
    registry.compose({ a: compose("vote", ["budgte", "guard.lua", "budget", "late/*"]) });
    expect(registry.strangers(["guard.lua", "late/one.js"])).toEqual([
      { id: "a", name: "budgte", hint: ' Did you mean "budget"?' },
    ]);
  });
});
