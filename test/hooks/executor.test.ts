// What a run comes to: the order of hooks, what each sees, which of them ends the run, what their faults mean.
/* oxlint-disable unicorn/no-thenable -- thenables are what some of these tests are about */

import { describe, expect, it, vi } from "vitest";
import { HookloomError } from "../../src/foundation/errors.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import type { HookAnswer, HookFunction, HookOptions } from "../../src/hooks/hook.ts";
import type { HookContext } from "../../src/model/context.ts";
import { CONTINUE_OUTCOME, type HookOutcome } from "../../src/model/outcome.ts";
import { HOOK_POINTS } from "../../src/model/points/catalogue.ts";
import { annotate, results, type HookResult } from "../../src/model/results.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { POINT, settle, setup, throwing } from "./executor-setup.ts";

const ENDINGS: readonly HookResult[] = [
  results.cancel("no"),
  results.redirect("other"),
  results.replace("other"),
  results.retry(),
  results.fork([{ data: { a: 1 } }]),
  results.cache({ answer: 42 }, 1000),
];

/** A hook that answers when it is told to. */
function pending() {
  const { promise, resolve, reject } = Promise.withResolvers<HookAnswer>();
  return { hook: () => promise, resolve, reject };
}

describe("a run without hooks", () => {
  it("comes to the one frozen continue outcome, at points of the catalogue, aliases and custom points", () => {
    const { executor, registry } = setup();
    registry.register(POINT, () => undefined)();
    for (const point of ["BeforeToolExecution", "PreToolUse", POINT, "never:registered"]) {
      expect(executor.run(point, {})).toBe(CONTINUE_OUTCOME);
    }
    expect(Object.isFrozen(CONTINUE_OUTCOME)).toBe(true);
  });

  it("is refused at a name that is no point", () => {
    const { executor } = setup();
    expect(() => executor.run("BeforeToolExecuton", {})).toThrow(expect.objectContaining({ code: "POINT_UNKNOWN" }));
  });
});

describe("a run whose hooks are synchronous", () => {
  it("asks them in order, each with the changes of those before", () => {
    const { registry, runSync, told } = setup();
    const seen: JsonObject[] = [];
    const see =
      (answer: HookAnswer): HookFunction =>
      (context) => {
        seen.push(context.data);
        return answer;
      };
    registry.register(POINT, see(results.modified({ b: 2 })), { id: "second" });
    registry.register(POINT, see(results.modified({ a: 1 })), { id: "first", priority: "high" });
    registry.register(POINT, see(results.skipped("not mine")), { id: "third" });
    registry.register(POINT, see(undefined), { id: "fourth", priority: "low" });
    const original = Object.freeze({ x: 0 });
    expect(runSync(original)).toMatchObject({ type: "modified", data: { x: 0, a: 1, b: 2 }, modifiedBy: ["first", "second"] });
    expect(seen).toEqual([{ x: 0 }, { x: 0, a: 1 }, { x: 0, a: 1, b: 2 }, { x: 0, a: 1, b: 2 }]);
    expect(told).toEqual([
      "executed first modified",
      "executed second modified",
      "executed third skipped",
      "executed fourth continue",
    ]);
  });

  it("comes to the continue outcome when none of them has anything to say", () => {
    const { registry, runSync } = setup();
    for (const answer of [undefined, results.continue(), { type: "continue" } as const, results.skipped("")]) {
      registry.register(POINT, () => answer);
    }
    expect(runSync()).toBe(CONTINUE_OUTCOME);
  });

  it("lets the later of two changes of a field win, and null remove it", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, () => results.modified({ a: 1, b: 1, deep: { x: 1 } }));
    registry.register(POINT, () => results.modified({ a: 2, b: null, deep: { y: 2 } }));
    expect(runSync({ b: 0 })).toMatchObject({ data: { a: 2, deep: { x: 1, y: 2 } } });
  });

  it.each(ENDINGS.map((result) => [result.type, result] as const))("ends at %s: the rest is not asked", (type, result) => {
    const { registry, runSync, told } = setup();
    registry.register(POINT, () => results.modified({ a: 1 }), { id: "before" });
    registry.register(POINT, () => result, { id: "ending" });
    registry.register(POINT, () => expect.unreachable(), { id: "rest" });
    const changed = {
      data: { a: 1 },
      modifiedBy: ["before"],
      changes: [{ path: "a", hookId: "before" }],
      hookId: "ending",
      type,
    };
    expect(runSync()).toEqual(type === "cancel" ? { ...changed, reason: "no" } : { ...changed, result });
    expect(told).toEqual(["executed before modified", `executed ending ${type}`]);
  });

  it("collects annotations in order, of every kind of result", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, () => annotate(results.continue(), { n: 1 }), { id: "a" });
    registry.register(POINT, () => undefined, { id: "b" });
    registry.register(POINT, () => annotate(results.cancel("no"), { n: 3 }), { id: "c" });
    expect(runSync().annotations).toEqual([
      { hookId: "a", annotations: { n: 1 } },
      { hookId: "c", annotations: { n: 3 } },
    ]);
  });

  it("tells a hook everything about the run, and lets it emit events", () => {
    const { registry, runSync, emitted } = setup();
    let seen: HookContext | undefined;
    registry.register(POINT, (context) => {
      seen = context;
      context.emit("deploy.checked", { ok: true });
    });
    const details = { component: { id: "agent-1" }, metadata: { m: 1 }, state: { s: 1 }, correlationId: "c-1", deadline: 99 };
    runSync({ a: 1 }, POINT, details);
    expect(seen).toMatchObject({ point: POINT, data: { a: 1 }, ...details });
    expect(emitted).toEqual([["deploy.checked", { ok: true }, "c-1"]]);
  });

  it("calls a hook object on itself, so that it can use this", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, {
      reason: "from this",
      execute(this: { reason: string }) {
        return results.cancel(this.reason);
      },
    } as never);
    expect(runSync()).toMatchObject({ reason: "from this" });
  });

  it("is refused when its data is no object", () => {
    const { registry, executor } = setup();
    registry.register(POINT, () => expect.unreachable());
    for (const data of [null, [], "text", undefined]) {
      expect(() => executor.run(POINT, data as never)).toThrow(expect.objectContaining({ code: "POINT_DATA_INVALID" }));
    }
  });
});

describe("a hook with a match", () => {
  it("is asked only when it holds, for the data as hooks before have changed it", () => {
    const { registry, runSync, told } = setup();
    registry.register(POINT, () => undefined, { id: "early", match: { tool: "Bash" } });
    registry.register(POINT, () => results.modified({ tool: "Bash" }), { id: "change" });
    registry.register(POINT, () => undefined, { id: "late", match: { tool: "Bash" } });
    runSync({ tool: "Read" });
    expect(told).toEqual(["passed over early no_match", "executed change modified", "executed late continue"]);
  });

  it("is not counted by its breaker when it is passed over", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, () => expect.unreachable(), { match: { tool: "Bash" } });
    for (let time = 0; time < 10; time += 1) runSync();
    expect(registry.list()[0]!.breaker.state).toEqual({ kind: "closed", failures: 0 });
  });
});

describe("a run with asynchronous hooks", () => {
  it("asks one after another, asynchronous and synchronous ones mixed", async () => {
    const { registry, runAsync, told } = setup();
    const order: string[] = [];
    const add = (id: string, answer: HookAnswer | Promise<HookAnswer>): void => {
      registry.register(
        POINT,
        (context) => {
          order.push(`${id} ${JSON.stringify(context.data)}`);
          return answer;
        },
        { id },
      );
    };
    add("sync-1", results.modified({ a: 1 }));
    add("async-1", Promise.resolve(results.modified({ b: 2 })));
    add("sync-2", results.modified({ c: 3 }));
    add("async-2", Promise.resolve(undefined));
    const outcome = runAsync();
    expect(order).toEqual(["sync-1 {}", 'async-1 {"a":1}']);
    expect(await outcome).toMatchObject({
      type: "modified",
      data: { a: 1, b: 2, c: 3 },
      modifiedBy: ["sync-1", "async-1", "sync-2"],
    });
    expect(order.slice(2)).toEqual(['sync-2 {"a":1,"b":2}', 'async-2 {"a":1,"b":2,"c":3}']);
    expect(told).toEqual([
      "executed sync-1 modified",
      "executed async-1 modified",
      "executed sync-2 modified",
      "executed async-2 continue",
    ]);
  });

  it("stays synchronous up to the first that does not answer at once, even if a hook before it ended the run", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, () => results.cancel("no"));
    registry.register(POINT, async () => undefined);
    expect(runSync()).toMatchObject({ type: "cancel" });
  });

  it("does not ask the next before the one before has answered", async () => {
    const { registry, runAsync } = setup();
    const first = pending();
    const second = vi.fn();
    registry.register(POINT, first.hook);
    registry.register(POINT, second);
    const outcome = runAsync();
    await settle();
    expect(second).not.toHaveBeenCalled();
    first.resolve(undefined);
    expect(await outcome).toBe(CONTINUE_OUTCOME);
    expect(second).toHaveBeenCalledTimes(1);
  });

  it.each(ENDINGS.map((result) => [result.type, result] as const))("ends at %s: the rest is not asked", async (type, result) => {
    const { registry, runAsync } = setup();
    registry.register(POINT, async () => result, { id: "ending" });
    registry.register(POINT, () => expect.unreachable());
    expect(await runAsync()).toMatchObject({ type, hookId: "ending" });
  });

  it("takes any thenable for a promise", async () => {
    const { registry, runAsync } = setup();
    const thenable = (answer: HookAnswer) =>
      ({ then: (resolve: (value: HookAnswer) => void) => resolve(answer) }) as Promise<HookAnswer>;
    registry.register(POINT, () => thenable(results.modified({ a: 1 })));
    registry.register(POINT, { execute: () => thenable(results.modified({ b: 2 })), keepsDeadline: true });
    expect(await runAsync()).toMatchObject({ data: { a: 1, b: 2 } });
  });

  it("takes a thenable that throws or rejects for a failure", async () => {
    const { registry, runAsync, told } = setup();
    const odd = { then: throwing() };
    const rejecting = { then: (_: unknown, reject: (reason: unknown) => void) => reject("no") };
    registry.register(POINT, () => odd as never, { id: "throwing" });
    registry.register(POINT, () => rejecting as never, { id: "rejecting" });
    expect(await runAsync()).toBe(CONTINUE_OUTCOME);
    expect(told).toEqual(["failed throwing HOOK_FAILED", "failed rejecting HOOK_FAILED"]);
  });

  it("leaves no timer behind once a hook has answered or failed", async () => {
    const { registry, runAsync, clock } = setup();
    registry.register(POINT, async () => undefined);
    registry.register(POINT, () => Promise.reject(new Error("no")));
    await runAsync();
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it("runs many at once without mixing them up", async () => {
    const { registry, executor } = setup();
    registry.register(POINT, async (context) => results.modified({ seen: context.data.n! }));
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => executor.run(POINT, { n })));
    expect(outcomes.map((outcome) => "data" in outcome && outcome.data)).toEqual(outcomes.map((_, n) => ({ n, seen: n })));
  });
});

describe("time", () => {
  it("ends for a hook that does not answer within its limit, and its late answer changes nothing", async () => {
    const { registry, runAsync, clock, told } = setup();
    const hanging = pending();
    registry.register(POINT, hanging.hook, { id: "hanging", timeoutMs: 250 });
    registry.register(POINT, () => results.modified({ a: 1 }), { id: "next" });
    const outcome = runAsync();
    clock.advance(249);
    await settle();
    expect(told).toEqual([]);
    clock.advance(1);
    expect(await outcome).toMatchObject({ type: "modified", data: { a: 1 }, modifiedBy: ["next"] });
    hanging.resolve(results.cancel("too late"));
    await settle();
    expect(told).toEqual(["failed hanging HOOK_TIMED_OUT", "executed next modified"]);
  });

  it("ends without an unhandled rejection when the late answer is a rejection", async () => {
    const { registry, runAsync, clock, told } = setup();
    const hanging = pending();
    registry.register(POINT, hanging.hook, { id: "hanging" });
    const outcome = runAsync();
    clock.advance(100);
    await outcome;
    hanging.reject(new Error("too late"));
    await settle();
    expect(told).toEqual(["failed hanging HOOK_TIMED_OUT"]);
  });

  it("is the hook's own to keep when it says so", async () => {
    const { registry, runAsync, clock } = setup();
    const own = pending();
    registry.register(POINT, { execute: own.hook, keepsDeadline: true });
    const outcome = runAsync();
    expect(clock.pendingTimers).toBe(0);
    clock.advance(10_000);
    own.resolve(results.modified({ a: 1 }));
    expect(await outcome).toMatchObject({ type: "modified" });
  });

  it("ends at the deadline of the run when that is sooner than the hook's limit", async () => {
    const { registry, runAsync, clock } = setup();
    registry.register(POINT, pending().hook, { id: "hanging", timeoutMs: 5000, failureMode: "fail_closed" });
    const outcome = runAsync({}, POINT, { deadline: ManualClock.EPOCH + 40 });
    clock.advance(40);
    const ended = await outcome;
    expect(ended).toMatchObject({ type: "cancel", failure: "HOOK_TIMED_OUT" });
    expect((ended as { reason: string }).reason).toContain("40 ms");
  });

  it("is short, but not nothing, for a hook that is asked after the deadline", async () => {
    const { registry, runAsync, clock, told } = setup();
    clock.advance(1000);
    registry.register(POINT, async () => undefined, { id: "prompt" });
    registry.register(POINT, pending().hook, { id: "hanging" });
    const outcome = runAsync({}, POINT, { deadline: ManualClock.EPOCH });
    await settle();
    clock.advance(1);
    await outcome;
    expect(told).toEqual(["executed prompt continue", "failed hanging HOOK_TIMED_OUT"]);
  });

  it("is measured per hook, whatever matchers and observers take in between", () => {
    const durations: [string, number][] = [];
    const observer = {
      executed: (hook: { id: string }, _context: unknown, _result: unknown, durationMs: number) => {
        durations.push([hook.id, durationMs]);
        clock.advance(500);
      },
      failed: (hook: { id: string }, _context: unknown, _error: unknown, durationMs: number) => {
        durations.push([hook.id, durationMs]);
        clock.advance(500);
      },
      passedOver: () => clock.advance(500),
    };
    const { registry, runSync, clock } = setup({ observer });
    const take = (ms: number) => () => clock.advance(ms);
    registry.register(POINT, take(10), { id: "a" });
    registry.register(POINT, take(0), { id: "no", match: { x: 1 } });
    registry.register(POINT, () => (clock.advance(30), throwing()()), { id: "b" });
    registry.register(POINT, take(20), { id: "c" });
    runSync();
    expect(durations).toEqual([
      ["a", 10],
      ["b", 30],
      ["c", 20],
    ]);
    expect(registry.list().map(({ breaker }) => breaker.state)).toEqual(
      [0, 0, 1, 0].map((failures) => ({ kind: "closed", failures })),
    );
  });
});

describe("a failing hook", () => {
  const WRONG_ANSWERS: readonly unknown[] = [
    null,
    false,
    0,
    "",
    "continue",
    [],
    10n,
    { type: "no" },
    { type: "cancel" },
    { type: "modified", data: [] },
  ];
  const FAULTS: readonly (readonly [string, string, HookFunction])[] = [
    ["throws an error", "HOOK_FAILED", throwing()],
    ["throws something else", "HOOK_FAILED", throwing(Object.create(null))],
    ["rejects", "HOOK_FAILED", () => Promise.reject(new Error("boom"))],
    ["rejects with nothing", "HOOK_FAILED", () => Promise.reject()],
    ["throws an error of ours", "SCRIPT_UNLOADED", throwing(new HookloomError("SCRIPT_UNLOADED", "gone"))],
    ...WRONG_ANSWERS.map((answer, index) => [`answers wrongly (${index})`, "RESULT_INVALID", () => answer as never] as const),
    ["answers wrongly in a promise", "RESULT_INVALID", async () => null as never],
  ];

  it.each(FAULTS)("that %s is told as %s and passed over when it is fail_open", async (_, code, hook) => {
    const { registry, executor, told } = setup();
    registry.register(POINT, hook, { id: "bad" });
    registry.register(POINT, () => results.modified({ a: 1 }), { id: "next" });
    expect(await executor.run(POINT, {})).toMatchObject({ type: "modified", data: { a: 1 }, modifiedBy: ["next"] });
    expect(told).toEqual([`failed bad ${code}`, "executed next modified"]);
  });

  it.each(FAULTS)("that %s cancels with %s when it is fail_closed", async (_, code, hook) => {
    const { registry, executor, told } = setup();
    registry.register(POINT, () => results.modified({ a: 1 }), { id: "before" });
    registry.register(POINT, hook, { id: "bad", failureMode: "fail_closed" });
    registry.register(POINT, () => expect.unreachable());
    const outcome = await executor.run(POINT, {});
    expect(outcome).toMatchObject({ type: "cancel", hookId: "bad", failure: code, data: { a: 1 }, modifiedBy: ["before"] });
    expect((outcome as { reason: string }).reason).toContain("The hook bad failed and is fail_closed");
    expect(told).toEqual(["executed before modified", `failed bad ${code}`]);
  });

  it("that times out cancels when it is fail_closed", async () => {
    const { registry, runAsync, clock } = setup();
    registry.register(POINT, pending().hook, { id: "bad", failureMode: "fail_closed", timeoutMs: 10 });
    const outcome = runAsync();
    clock.advance(10);
    expect(await outcome).toMatchObject({ type: "cancel", hookId: "bad", failure: "HOOK_TIMED_OUT" });
  });

  it("keeps a run synchronous when it throws", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, throwing());
    expect(runSync()).toBe(CONTINUE_OUTCOME);
  });

  it("that has no execute fails like any other", () => {
    const { registry, runSync, told } = setup();
    registry.register(POINT, {} as never, { id: "empty" });
    expect(runSync()).toBe(CONTINUE_OUTCOME);
    expect(told).toEqual(["failed empty HOOK_FAILED"]);
  });
});

describe("a result that the point does not allow", () => {
  it("is a failure of the hook that names what is allowed", () => {
    const { registry, runSync, told } = setup();
    registry.register("AfterToolExecution", () => results.redirect("other"), { id: "wrong" });
    registry.register("AfterToolExecution", () => results.modified({ result: 1 }), { id: "right" });
    expect(runSync({ tool_name: "Bash" }, "AfterToolExecution")).toMatchObject({ modifiedBy: ["right"] });
    expect(told).toEqual(["failed wrong RESULT_NOT_ALLOWED", "executed right modified"]);
  });

  it("cancels when the hook is fail_closed", () => {
    const { registry, runSync } = setup();
    registry.register("AfterToolExecution", () => results.fork([{}]), { id: "wrong", failureMode: "fail_closed" });
    const outcome = runSync({ tool_name: "Bash" }, "AfterToolExecution");
    expect(outcome).toMatchObject({ type: "cancel", failure: "RESULT_NOT_ALLOWED" });
    expect((outcome as { reason: string }).reason).toContain(
      "it allows continue, modified, cancel, replace, retry, cache, skipped",
    );
  });

  it("is never carried out, at any point of the catalogue; every other is taken", () => {
    const all: readonly HookResult[] = [results.continue(), results.modified({}), results.skipped("no"), ...ENDINGS];
    for (const { name, allowed } of HOOK_POINTS) {
      for (const result of all) {
        const { registry, runSync, told } = setup();
        registry.register(name, () => result, { id: "h" });
        runSync({}, name);
        expect(told).toEqual([allowed.includes(result.type) ? `executed h ${result.type}` : "failed h RESULT_NOT_ALLOWED"]);
      }
    }
  });
});

describe("the breaker of a hook", () => {
  function failing(options: HookOptions = {}) {
    const run = setup();
    let healthy = false;
    const calls = vi.fn(() => {
      if (!healthy) throw new Error("boom");
    });
    run.registry.register(POINT, calls, { id: "bad", ...options });
    return { ...run, calls, heal: () => (healthy = true) };
  }

  it("opens after five failures: the hook is passed over", () => {
    const { runSync, calls, told } = failing();
    for (let time = 0; time < 7; time += 1) expect(runSync()).toBe(CONTINUE_OUTCOME);
    expect(calls).toHaveBeenCalledTimes(5);
    expect(told.slice(4)).toEqual(["failed bad HOOK_FAILED", "passed over bad breaker_open", "passed over bad breaker_open"]);
  });

  it("cancels while it is open when the hook is fail_closed", () => {
    const { runSync, calls } = failing({ failureMode: "fail_closed" });
    for (let time = 0; time < 5; time += 1) expect(runSync()).toMatchObject({ failure: "HOOK_FAILED" });
    expect(runSync()).toMatchObject({ type: "cancel", hookId: "bad", failure: "HOOK_BREAKER_OPEN" });
    expect(calls).toHaveBeenCalledTimes(5);
  });

  it("lets the hook try again after 30 seconds, and closes after two successes", () => {
    const { runSync, calls, clock, heal, registry } = failing();
    for (let time = 0; time < 6; time += 1) runSync();
    heal();
    clock.advance(30_000);
    runSync();
    expect(registry.list()[0]!.breaker.state.kind).toBe("half_open");
    runSync();
    expect(registry.list()[0]!.breaker.state).toEqual({ kind: "closed", failures: 0 });
    expect(calls).toHaveBeenCalledTimes(7);
  });

  it("lets one of several runs at once try when it is half-open", async () => {
    const { registry, executor, clock, told } = setup({ breaker: { failureThreshold: 1 } });
    const probe = pending();
    const answers: (() => Promise<HookAnswer>)[] = [() => Promise.reject(new Error("boom")), probe.hook];
    registry.register(POINT, () => answers.shift()!(), { id: "bad", timeoutMs: 1000 });
    await executor.run(POINT, {});
    clock.advance(30_000);
    const trying = executor.run(POINT, {});
    expect(executor.run(POINT, {})).toBe(CONTINUE_OUTCOME);
    probe.resolve(undefined);
    await trying;
    expect(told).toEqual(["failed bad HOOK_FAILED", "passed over bad breaker_open", "executed bad continue"]);
  });

  it("heeds no answer of a call that began before it opened", async () => {
    const { registry, executor, clock } = setup({ breaker: { failureThreshold: 1 } });
    const early = pending();
    const probe = pending();
    const answers = [early.hook, () => Promise.reject(new Error("boom")), probe.hook];
    registry.register(POINT, () => answers.shift()!(), { timeoutMs: 100_000 });
    const { breaker } = registry.list()[0]!;
    const first = executor.run(POINT, {});
    await executor.run(POINT, {});
    clock.advance(30_000);
    void executor.run(POINT, {});
    early.resolve(undefined);
    await first;
    expect(breaker.state).toEqual({ kind: "half_open", successes: 0, probing: true });
    probe.resolve(undefined);
    await settle();
    expect(breaker.state).toMatchObject({ kind: "half_open", successes: 1 });
  });

  it("counts slow answers, which still count for the run", () => {
    const { registry, runSync, clock, told } = setup();
    registry.register(
      POINT,
      () => {
        clock.advance(101);
        return results.modified({ slow: true });
      },
      { id: "slow" },
    );
    for (let time = 0; time < 5; time += 1) expect(runSync()).toMatchObject({ data: { slow: true } });
    expect(runSync()).toBe(CONTINUE_OUTCOME);
    expect(told.at(-1)).toBe("passed over slow breaker_open");
  });

  it("counts wrong and forbidden results and time-outs", async () => {
    const { registry, executor, clock } = setup();
    const answers: HookFunction[] = [() => null as never, () => results.redirect("x"), () => ({ type: "no" }) as never];
    registry.register("AfterToolExecution", (context) => (answers.shift() ?? pending().hook)(context));
    for (let time = 0; time < 5; time += 1) {
      const outcome = executor.run("AfterToolExecution", {});
      clock.advance(100);
      await outcome;
    }
    expect(registry.list()[0]!.breaker.state.kind).toBe("open");
  });

  it("is each hook's own", () => {
    const { runSync, registry, told } = failing();
    registry.register(POINT, () => undefined, { id: "good" });
    for (let time = 0; time < 6; time += 1) runSync();
    expect(told.at(-1)).toBe("executed good continue");
  });
});

describe("another system's names", () => {
  const CANONICAL = { tool_name: "Bash", parameters: { command: "ls" }, tool_id: "1" };
  const CLAUDE = { tool_name: "Bash", tool_input: { command: "ls" }, tool_use_id: "1" };

  it("let a hook see, match and change that system's fields", () => {
    const { registry, runSync } = setup();
    let seen: HookContext | undefined;
    registry.register(
      "PreToolUse",
      (context) => {
        seen = context;
        return results.modified({ tool_input: { command: "ls -l" }, tool_use_id: null });
      },
      { id: "claude", match: { "tool_input.command": "ls" } },
    );
    registry.register("BeforeToolExecution", (context) => {
      expect(context.data).toEqual({ tool_name: "Bash", parameters: { command: "ls -l" } });
    });
    expect(runSync(CANONICAL, "BeforeToolExecution")).toEqual({
      type: "modified",
      data: { tool_name: "Bash", parameters: { command: "ls -l" } },
      modifiedBy: ["claude"],
      changes: [
        { path: "parameters.command", hookId: "claude" },
        { path: "tool_id", hookId: "claude" },
      ],
    });
    expect(seen).toMatchObject({ point: "BeforeToolExecution", data: CLAUDE });
  });

  it("do not match the canonical fields", () => {
    const { registry, runSync, told } = setup();
    registry.register("PreToolUse", () => undefined, { id: "claude", match: { "parameters.command": "ls" } });
    runSync(CANONICAL, "BeforeToolExecution");
    expect(told).toEqual(["passed over claude no_match"]);
  });

  it("let a host run a point with that system's fields, and get them back", async () => {
    const { registry, executor, runSync } = setup();
    registry.register("BeforeToolExecution", (context) => {
      expect(context.data).toEqual(CANONICAL);
      return results.modified({ parameters: { command: "pwd" } });
    });
    const changed = { tool_name: "Bash", tool_input: { command: "pwd" }, tool_use_id: "1" };
    expect(runSync(CLAUDE, "PreToolUse")).toMatchObject({ type: "modified", data: changed });
    registry.register("BeforeToolExecution", async () => results.cancel("no"));
    expect(await executor.run("PreToolUse", CLAUDE)).toMatchObject({ type: "cancel", data: changed });
  });

  it("meet in the middle: a host of one system, hooks of another", () => {
    const { registry, runSync } = setup();
    registry.register("PreToolUse", (context) => {
      expect(context.data).toEqual(CLAUDE);
      return results.modified({ tool_input: { command: "pwd" } });
    });
    expect(runSync(CLAUDE, "PreToolUse")).toMatchObject({ data: { ...CLAUDE, tool_input: { command: "pwd" } } });
  });

  it("are those of the patches in the branches of a fork too", () => {
    const { registry, runSync } = setup();
    const fork = (data: JsonObject) => [{ data }, { component: "other" }];
    registry.register("PreToolUse", () => results.fork(fork({ tool_input: { command: "pwd" } })));
    const branchesOf = (outcome: HookOutcome) => outcome.type === "fork" && outcome.result.branches;
    expect(branchesOf(runSync(CANONICAL, "BeforeToolExecution"))).toEqual(fork({ parameters: { command: "pwd" } }));
    expect(branchesOf(runSync(CLAUDE, "PreToolUse"))).toEqual(fork({ tool_input: { command: "pwd" } }));
  });

  it("cost a host nothing when no hook stands at the point, or none changes anything", () => {
    const { registry, runSync } = setup();
    expect(runSync(CLAUDE, "PreToolUse")).toBe(CONTINUE_OUTCOME);
    registry.register("PreToolUse", () => undefined);
    expect(runSync(CLAUDE, "PreToolUse")).toBe(CONTINUE_OUTCOME);
  });

  it("leave the correlation id the same for all hooks of a run", () => {
    const { registry, runSync } = setup();
    const ids: string[] = [];
    for (const point of ["PreToolUse", "BeforeToolExecution", "PreToolUse"])
      registry.register(point, (context) => void ids.push(context.correlationId));
    runSync(CANONICAL, "BeforeToolExecution");
    expect(ids).toEqual(["id-1", "id-1", "id-1"]);
  });
});

describe("changes while a run is under way", () => {
  it("do not reach it: it keeps the list it began with", async () => {
    const { registry, executor, told } = setup();
    const first = pending();
    registry.register(POINT, first.hook, { id: "first" });
    registry.register(POINT, () => undefined, { id: "old" });
    const outcome = executor.run(POINT, {});
    registry.unregister("old");
    registry.register(POINT, () => undefined, { id: "new" });
    first.resolve(undefined);
    await outcome;
    expect(told).toEqual(["executed first continue", "executed old continue"]);
    told.length = 0;
    await executor.run(POINT, {});
    expect(told).toEqual(["executed first continue", "executed new continue"]);
  });

  it("may come from a hook that unregisters itself", () => {
    const { registry, runSync, told } = setup();
    const dispose = registry.register(POINT, () => dispose(), { id: "once" });
    registry.register(POINT, () => undefined, { id: "next" });
    runSync();
    runSync();
    expect(told).toEqual(["executed once continue", "executed next continue", "executed next continue"]);
  });

  it("may come from a hook that unregisters and registers others", () => {
    const { registry, runSync, told } = setup();
    registry.register(
      POINT,
      () => {
        if (registry.unregister("victim")) registry.register(POINT, () => undefined, { id: "added" });
      },
      { id: "meddler" },
    );
    registry.register(POINT, () => undefined, { id: "victim" });
    runSync();
    expect(told).toEqual(["executed meddler continue", "executed victim continue"]);
    runSync();
    expect(told.slice(2)).toEqual(["executed meddler continue", "executed added continue"]);
  });
});

describe("a run inside a run", () => {
  it("at another point or the same one has data and an outcome of its own", () => {
    const { registry, runSync, executor } = setup();
    registry.register(POINT, (context) => {
      const depth = context.data.depth as number;
      if (depth > 0) expect(executor.run(POINT, { depth: depth - 1 })).toMatchObject({ data: { done: depth - 1 } });
      return results.modified({ done: depth });
    });
    expect(runSync({ depth: 5 })).toMatchObject({ data: { depth: 5, done: 5 } });
  });

  it("without end fails that hook and breaks nothing", () => {
    const { registry, executor, runSync } = setup();
    registry.register(POINT, () => void executor.run(POINT, {}), { id: "endless" });
    runSync();
    registry.unregister("endless");
    registry.register(POINT, () => results.modified({ fine: true }));
    expect(runSync()).toMatchObject({ data: { fine: true } });
  });
});
