// Before-hooks, the operation, after-hooks and error-hooks, as a host sees them.

import { describe, expect, it } from "vitest";
import { HookCancelled, results, type HookContext, type HookOutcome, type UniversalEvent } from "../../../src/index.ts";
import { AFTER, CALL, FAILURE, GATE, pending, settle, setup, toolCall, yielding } from "./operation-setup.ts";

describe("an operation without hooks", () => {
  it("is performed with its data, and its value is the guard's", async () => {
    const { runtime } = await setup();
    expect(await runtime.guard(toolCall())).toBe(CALL.parameters);
    expect(await runtime.guard(toolCall({ run: async () => "later" }))).toBe("later");
  });

  it("rejects with what it throws, at once or later", async () => {
    const { runtime } = await setup();
    const boom = new Error("boom");
    await expect(runtime.guard(toolCall(yielding(boom)))).rejects.toBe(boom);
    await expect(runtime.guard(toolCall({ run: () => Promise.reject(boom) }))).rejects.toBe(boom);
  });

  it("is told who performs it, the number of its attempt, and a signal that nothing aborts", async () => {
    const { runtime } = await setup();
    await runtime.guard(
      toolCall({
        component: { id: "agent-1" },
        run: (_data, { component, attempt, signal }) => {
          expect([component, attempt, signal.aborted]).toEqual([{ id: "agent-1" }, 1, false]);
        },
      }),
    );
  });
});

describe("before-hooks", () => {
  it("change the data of the operation, and the host is told which hook changed what", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.modified({ parameters: { command: "ls -l" } }), { id: "long" });
    runtime.register(GATE, () => results.modified({ parameters: { timeout: 5 }, note: "checked" }), { id: "check" });
    const outcomes: HookOutcome[] = [];
    expect(await runtime.guard(toolCall({ onOutcome: (outcome) => outcomes.push(outcome) }))).toEqual({
      command: "ls -l",
      timeout: 5,
    });
    expect(outcomes).toMatchObject([
      {
        modifiedBy: ["long", "check"],
        changes: [
          { path: "parameters.command", hookId: "long" },
          { path: "parameters.timeout", hookId: "check" },
          { path: "note", hookId: "check" },
        ],
      },
    ]);
    expect(CALL).toEqual({ tool_name: "Bash", parameters: { command: "ls" } });
  });

  it("cancel it with a typed error, and then neither it nor any other hook runs", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.cancel("too dangerous"), { id: "guard" });
    runtime.register(AFTER, () => expect.unreachable());
    runtime.register(FAILURE, () => expect.unreachable());
    const rejected = await runtime.guard(toolCall({ run: () => expect.unreachable() })).catch((thrown: unknown) => thrown);
    expect(rejected).toBeInstanceOf(HookCancelled);
    expect(rejected).toMatchObject({
      code: "HOOK_CANCELLED",
      reason: "too dangerous",
      hookId: "guard",
      point: GATE,
      failure: undefined,
    });
  });

  it("cancel it when they fail and are fail_closed, and say with which code", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.modified({ tool_name: 5 }), { id: "bad", failureMode: "fail_closed" });
    await expect(runtime.guard(toolCall({ run: () => expect.unreachable() }))).rejects.toMatchObject({
      hookId: "bad",
      failure: "RESULT_INVALID",
    });
  });

  it("cannot change data to what the point does not allow: the change is not applied, the rest goes on", async () => {
    const { runtime, failures } = await setup();
    runtime.register(GATE, () => results.modified({ tool_name: null }), { id: "bad" });
    runtime.register(GATE, (context) => results.modified({ parameters: { seen: context.data.tool_name! } }), { id: "good" });
    expect(await runtime.guard(toolCall())).toEqual({ command: "ls", seen: "Bash" });
    expect(failures()).toEqual(["RESULT_INVALID"]);
  });

  it("speak the host's names when it named the gate as another system does", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.modified({ parameters: { command: "ls -l" } }));
    runtime.register("PostToolUse", (context) => results.modified({ tool_response: { was: context.data.tool_input! } }));
    const data = { tool_name: "Bash", tool_input: { command: "ls" } };
    const value = await runtime.guard({ point: "PreToolUse", data, run: (changed) => ({ got: changed.tool_input! }) });
    expect(value).toEqual({ got: { command: "ls -l" }, was: { command: "ls -l" } });
  });
});

describe("after-hooks", () => {
  it("see the data and the value under the point's names, and change the value", async () => {
    const { runtime, clock } = await setup();
    let shown: unknown;
    runtime.register(AFTER, (context) => {
      shown = context.data;
      return results.modified({ result: { secret: null } });
    });
    const value = await runtime.guard(
      toolCall({
        run: () => {
          clock.advance(25);
          return { secret: 1, open: 2 };
        },
      }),
    );
    expect(shown).toEqual({ ...CALL, result: { secret: 1, open: 2 }, success: true, duration_ms: 25 });
    expect(value).toEqual({ open: 2 });
  });

  it("change values that are no objects, and make one null by removing it", async () => {
    const { runtime } = await setup();
    const dispose = runtime.register(AFTER, (context) => results.modified({ result: `${String(context.data.result)}!` }));
    expect(await runtime.guard(toolCall({ run: () => "done" }))).toBe("done!");
    dispose();
    runtime.register(AFTER, () => results.modified({ result: null }));
    expect(await runtime.guard(toolCall({ run: () => "done" }))).toBeNull();
  });

  it("leave a value that they do not touch as it is, whatever it is", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.modified({ note: "seen" }));
    const value = new Map([[1, 2]]);
    expect(await runtime.guard(toolCall({ run: () => value }))).toBe(value);
    expect(await runtime.guard(toolCall({ run: () => undefined }))).toBeUndefined();
  });

  it("withhold the value by cancelling", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.cancel("secret"), { id: "censor" });
    runtime.register(FAILURE, () => expect.unreachable());
    await expect(runtime.guard(toolCall())).rejects.toMatchObject({ code: "HOOK_CANCELLED", hookId: "censor", point: AFTER });
  });

  it("that only observe are told, and nothing waits for them or depends on them", async () => {
    const { runtime, failures } = await setup();
    const never = pending<undefined>();
    const seen: unknown[] = [];
    runtime.register("AfterStateWrite", (context) => void seen.push(context.data.value));
    runtime.register("AfterStateWrite", () => results.cancel("too late"));
    runtime.register("AfterStateWrite", () => never.promise);
    const data = { key: "a", value: 1 };
    expect(await runtime.guard({ point: "BeforeStateWrite", data, run: () => "written" })).toBe("written");
    expect(seen).toEqual([1]);
    expect(failures()).toEqual(["RESULT_NOT_ALLOWED"]);
    never.resolve(undefined);
  });

  it("of a custom point are those the host names, and see the value as `result`", async () => {
    const { runtime } = await setup();
    runtime.register("acme:deployed", (context) =>
      results.modified({ result: { ...(context.data.result as object), checked: context.data.success! } }),
    );
    const operation = { point: "acme:deploy", data: { to: "production" }, run: () => ({ version: 3 }) };
    expect(await runtime.guard({ ...operation, after: "acme:deployed" })).toEqual({ version: 3, checked: true });
    expect(await runtime.guard(operation)).toEqual({ version: 3 });
  });

  it("can be left out by the host", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => expect.unreachable());
    runtime.register(FAILURE, () => expect.unreachable());
    expect(await runtime.guard(toolCall({ after: false }))).toEqual({ command: "ls" });
    await expect(runtime.guard(toolCall({ failure: false, ...yielding(new Error("boom")) }))).rejects.toThrow("boom");
  });
});

describe("error-hooks", () => {
  it("see the error, and it reaches the host as it was", async () => {
    const { runtime } = await setup();
    let shown: unknown;
    runtime.register(FAILURE, (context) => void (shown = context.data));
    const boom = new TypeError("boom");
    await expect(runtime.guard(toolCall(yielding(boom)))).rejects.toBe(boom);
    expect(shown).toEqual({ ...CALL, error: "boom", error_type: "TypeError", duration_ms: 0 });
  });

  it("reword the error, and the first one is its cause", async () => {
    const { runtime } = await setup();
    runtime.register(FAILURE, (context) => results.modified({ error: `sorry: ${String(context.data.error)}` }));
    const boom = new Error("boom");
    await expect(runtime.guard(toolCall(yielding(boom)))).rejects.toMatchObject({
      code: "OPERATION_FAILED",
      message: "sorry: boom",
      cause: boom,
    });
  });

  it("of a call to a language model stand where its after-hooks do", async () => {
    const { runtime } = await setup();
    const seen: unknown[] = [];
    runtime.register("AfterProviderCall", (context) => {
      seen.push([context.data.success, context.data.error]);
      return context.data.success === false ? results.retry({ maxAttempts: 2 }) : undefined;
    });
    const call = yielding(new Error("429"), "answer");
    expect(await runtime.guard({ point: "BeforeProviderCall", data: { provider: "anthropic" }, run: call.run })).toBe("answer");
    expect(seen).toEqual([
      [false, "429"],
      [true, undefined],
    ]);
  });

  it("can let another component answer, whose value after-hooks see", async () => {
    const { runtime } = await setup();
    runtime.components.register("fallback", { run: () => "from the fallback" });
    runtime.register(FAILURE, () => results.replace("fallback"));
    runtime.register(AFTER, (context) => results.modified({ result: [context.data.result!, context.component.id] }));
    expect(await runtime.guard(toolCall(yielding(new Error("boom"))))).toEqual(["from the fallback", "fallback"]);
  });
});

describe("all hooks of an operation", () => {
  it("share one correlation id, and see what the host says about the operation", async () => {
    const { runtime } = await setup();
    const seen: HookContext[] = [];
    runtime.register(GATE, (context) => void seen.push(context));
    runtime.register(AFTER, (context) => void seen.push(context));
    await runtime.guard(toolCall({ component: { id: "agent-1" }, metadata: { channel: "chat" }, state: { turn: 3 } }));
    expect(seen.map(({ metadata, state, component }) => ({ metadata, state, component: component.id }))).toEqual(
      Array.from({ length: 2 }, () => ({ metadata: { channel: "chat" }, state: { turn: 3 }, component: "agent-1" })),
    );
    expect(seen[0]!.correlationId).toBe(seen[1]!.correlationId);
  });

  it("that were there when their point was reached are asked, though they leave meanwhile", async () => {
    const { runtime } = await setup();
    const before = pending<undefined>();
    runtime.register(GATE, () => before.promise, { id: "slow" });
    const leaving = runtime.register(GATE, () => results.modified({ parameters: { left: true } }));
    const afterLeaving = runtime.register(AFTER, () => expect.unreachable());
    const guarded = runtime.guard(toolCall());
    leaving();
    afterLeaving();
    before.resolve(undefined);
    expect(await guarded).toEqual({ command: "ls", left: true });
  });

  it("are asked for each of concurrent and nested operations by itself", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, async (context) => results.modified({ parameters: { seen: context.component.id } }));
    const inner = (id: string) => runtime.guard(toolCall({ component: { id } }));
    const outer = (id: string) =>
      runtime.guard(toolCall({ component: { id }, run: async (data) => [data.parameters, await inner(`${id}/inner`)] }));
    expect(await Promise.all([outer("a"), outer("b")])).toEqual(
      ["a", "b"].map((id) => [
        { command: "ls", seen: id },
        { command: "ls", seen: `${id}/inner` },
      ]),
    );
  });

  it("are asked until the end when the runtime is closed meanwhile, which waits for it", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.modified({ result: "checked" }));
    const work = pending<string>();
    const guarded = runtime.guard(toolCall({ run: () => work.promise }));
    const closed = runtime.close();
    await expect(runtime.guard(toolCall())).rejects.toMatchObject({ code: "RUNTIME_CLOSED" });
    work.resolve("done");
    expect(await guarded).toBe("checked");
    await closed;
  });
});

describe("what bounds an operation", () => {
  it("is the host's signal: nothing starts when it is aborted already", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => expect.unreachable());
    const reason = new Error("stopped");
    await expect(runtime.guard(toolCall({ signal: AbortSignal.abort(reason), run: () => expect.unreachable() }))).rejects.toBe(
      reason,
    );
  });

  it("reaches the operation as its signal, for the host's abort and for the deadline", async () => {
    const { runtime, clock } = await setup();
    const untilAborted: Parameters<typeof toolCall>[0] = {
      run: (_data, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    };
    const controller = new AbortController();
    let shown: unknown;
    runtime.register(FAILURE, (context) => void (shown = context.data.is_interrupt));
    const aborted = runtime.guard(toolCall({ ...untilAborted, signal: controller.signal }));
    controller.abort(new Error("stopped"));
    await expect(aborted).rejects.toThrow("stopped");
    expect(shown).toBe(true);
    const late = runtime.guard(toolCall({ ...untilAborted, deadline: clock.now() + 50 }));
    clock.advance(50);
    await expect(late).rejects.toMatchObject({ code: "OPERATION_TIMED_OUT" });
    await runtime.guard(toolCall({ deadline: clock.now() + 50 }));
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("an operation in a wrong form", () => {
  it.each([
    ["a point that does not exist", { point: "BeforeToolExecutoin" }, "POINT_UNKNOWN"],
    ["a point that is no gate", { point: AFTER }, "OPERATION_INVALID"],
    ["an after-point that does not exist", { after: "AfterTool" }, "POINT_UNKNOWN"],
    ["data that is no object", { data: [] as never }, "POINT_DATA_INVALID"],
    ["nothing to run", { run: undefined as never }, "OPERATION_INVALID"],
    ["a deadline that is no number", { deadline: Number.NaN }, "OPERATION_INVALID"],
    ["a signal that is none", { signal: {} as never }, "OPERATION_INVALID"],
    ["a cache key that is no text", { cacheKey: 5 as never }, "OPERATION_INVALID"],
  ])("is refused: %s", async (_what, changes, code) => {
    const { runtime } = await setup();
    await expect(runtime.guard(toolCall(changes as never))).rejects.toMatchObject({ code });
  });
});

describe("events", () => {
  it("tell how operations end", async () => {
    const { runtime } = await setup();
    const events: UniversalEvent[] = [];
    runtime.subscribe("operation.*", (event) => void events.push(event));
    const dispose = runtime.register(FAILURE, () => results.retry({ maxAttempts: 2 }));
    await runtime.guard(toolCall({ correlationId: "run-1" }));
    await expect(runtime.guard(toolCall({ correlationId: "run-2", ...yielding(new Error("boom")) }))).rejects.toThrow();
    dispose();
    runtime.register(GATE, () => results.cancel("no"), { id: "guard" });
    await expect(runtime.guard(toolCall({ correlationId: "run-3" }))).rejects.toThrow();
    await settle();
    expect(events.map(({ event_type, source, data }) => [event_type, source.correlation_id, data])).toEqual([
      ["operation.completed", "run-1", { point: GATE, component: "host", attempts: 1, duration_ms: 0, cached: false }],
      ["operation.retried", "run-2", { point: GATE, component: "host", attempts: 1, delay_ms: 0 }],
      ["operation.failed", "run-2", { point: GATE, component: "host", attempts: 2, duration_ms: 0, error: "boom" }],
      [
        "operation.cancelled",
        "run-3",
        { point: GATE, component: "host", attempts: 0, hook: "guard", reason: "no", cancelled_at: GATE },
      ],
    ]);
  });
});
