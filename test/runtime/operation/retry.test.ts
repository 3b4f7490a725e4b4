// The same operation again: policies of before-, after- and error-hooks, and what bounds them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { results, type RetryResult } from "../../../src/index.ts";
import { MAX_RETRY_DELAY_MS, retryDelayMs } from "../../../src/runtime/operation/retry-budget.ts";
import { AFTER, FAILURE, GATE, settle, setup, toolCall, yielding } from "./operation-setup.ts";

const boom = new Error("boom");

describe("the wait between attempts", () => {
  const policy = (backoff: RetryResult["backoff"], delayMs = 100, jitter = false) => ({ backoff, delay_ms: delayMs, jitter });
  const delays = (backoff: RetryResult["backoff"]) => [1, 2, 3, 4].map((retry) => retryDelayMs(policy(backoff), retry, 0));

  it("is always the same, grows by itself, or doubles", () => {
    expect(delays("fixed")).toEqual([100, 100, 100, 100]);
    expect(delays("linear")).toEqual([100, 200, 300, 400]);
    expect(delays("exponential")).toEqual([100, 200, 400, 800]);
  });

  it("never shrinks, and never passes the cap", () => {
    const anyBackoff = fc.constantFrom("fixed" as const, "linear" as const, "exponential" as const);
    fc.assert(
      fc.property(
        anyBackoff,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.integer({ min: 1, max: 99 }),
        (backoff, delayMs, retry) => {
          const now = retryDelayMs(policy(backoff, delayMs), retry, 0);
          const next = retryDelayMs(policy(backoff, delayMs), retry + 1, 0);
          expect(now).toBeLessThanOrEqual(next);
          expect(next).toBeLessThanOrEqual(MAX_RETRY_DELAY_MS);
          expect(now).toBe(
            Math.min(
              MAX_RETRY_DELAY_MS,
              { fixed: delayMs, linear: delayMs * retry, exponential: delayMs * 2 ** (retry - 1) }[backoff],
            ),
          );
        },
      ),
    );
  });

  it("is varied by jitter between half of it and the whole", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (delayMs, random) => {
        const whole = retryDelayMs(policy("fixed", delayMs), 1, 0);
        const varied = retryDelayMs(policy("fixed", delayMs, true), 1, random);
        expect(varied).toBeGreaterThanOrEqual(whole / 2);
        expect(varied).toBeLessThanOrEqual(whole);
      }),
    );
  });
});

describe("retry before an operation", () => {
  it("attempts it until it succeeds, and says the number of each attempt", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.retry({ maxAttempts: 5 }));
    runtime.register(FAILURE, () => expect.unreachable());
    const attempts: number[] = [];
    const value = await runtime.guard(
      toolCall({
        run: (_data, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 3) throw boom;
          return "at last";
        },
      }),
    );
    expect([value, attempts]).toEqual(["at last", [1, 2, 3]]);
  });

  it("gives up after as many attempts as it allows, and only then asks the error-hooks", async () => {
    const { runtime } = await setup();
    let asked = 0;
    runtime.register(GATE, () => results.retry({ maxAttempts: 3 }));
    runtime.register(FAILURE, () => void (asked += 1));
    const call = yielding(boom);
    await expect(runtime.guard(toolCall(call))).rejects.toBe(boom);
    expect([call.count(), asked]).toEqual([3, 1]);
  });

  it("waits in between as long as the policy says, with jitter from the runtime's chance", async () => {
    const { runtime, clock } = await setup({ random: () => 0.5 });
    runtime.register(GATE, () => results.retry({ maxAttempts: 4, delayMs: 100, backoff: "exponential", jitter: true }));
    const times: number[] = [];
    const guarded = runtime.guard(
      toolCall({
        run: () => {
          times.push(clock.monotonicMs());
          throw boom;
        },
      }),
    );
    guarded.catch(() => {});
    for (let turn = 0; turn < 20; turn += 1) {
      await settle();
      clock.advance(75);
    }
    await expect(guarded).rejects.toBe(boom);
    expect(times).toEqual([0, 75, 225, 525]);
  });

  it("begins no attempt after the deadline, and waits for none", async () => {
    const { runtime, clock } = await setup();
    runtime.register(GATE, () => results.retry({ maxAttempts: 10, delayMs: 100 }));
    const call = yielding(boom);
    const guarded = runtime.guard(toolCall({ ...call, deadline: clock.now() + 250 }));
    guarded.catch(() => {});
    for (let turn = 0; turn < 3; turn += 1) {
      await settle();
      clock.advance(100);
    }
    await expect(guarded).rejects.toBe(boom);
    expect(call.count()).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });

  it("ends the wait when the host gives up", async () => {
    const { runtime, clock } = await setup();
    runtime.register(GATE, () => results.retry({ maxAttempts: 10, delayMs: 1000 }));
    const call = yielding(boom);
    const controller = new AbortController();
    const guarded = runtime.guard(toolCall({ ...call, signal: controller.signal }));
    await settle();
    controller.abort(new Error("stopped"));
    await expect(guarded).rejects.toThrow("stopped");
    expect([call.count(), clock.pendingTimers]).toEqual([1, 0]);
  });
});

describe("retry after a failure", () => {
  it("attempts again, and asks again when the policy's attempts are used up; it then comes to nothing", async () => {
    const { runtime, failures } = await setup();
    const asked: unknown[] = [];
    runtime.register(FAILURE, (context) => {
      asked.push(context.data.error);
      return results.retry({ maxAttempts: 4 });
    });
    let last = 0;
    runtime.register(FAILURE, () => void (last += 1));
    const call = yielding(boom);
    await expect(runtime.guard(toolCall(call))).rejects.toBe(boom);
    // The second asking counts as skipped, so that hooks after it get their turn.
    expect([call.count(), asked.length, last, failures()]).toEqual([4, 2, 1, []]);
  });

  it("counts attempts of every policy together", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.retry({ maxAttempts: 3 }));
    runtime.register(FAILURE, () => results.retry({ maxAttempts: 5 }));
    const call = yielding(boom);
    await expect(runtime.guard(toolCall(call))).rejects.toBe(boom);
    expect(call.count()).toBe(5);
  });

  it("of which the deadline leaves no time comes to nothing", async () => {
    const { runtime, clock } = await setup();
    runtime.register(FAILURE, () => results.retry({ maxAttempts: 5, delayMs: 100 }));
    const call = yielding(boom);
    await expect(runtime.guard(toolCall({ ...call, deadline: clock.now() + 100 }))).rejects.toBe(boom);
    expect(call.count()).toBe(1);
  });
});

describe("retry after success", () => {
  it("performs the operation again until a hook is content, and its value is the last one", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, (context) => ((context.data.result as number) < 3 ? results.retry({ maxAttempts: 10 }) : undefined));
    const call = yielding(1, 2, 3, 4);
    expect(await runtime.guard(toolCall(call))).toBe(3);
  });

  it("takes the last value when no attempt is left, after the other hooks have seen it", async () => {
    const { runtime } = await setup();
    runtime.register(AFTER, () => results.retry({ maxAttempts: 3 }));
    runtime.register(AFTER, (context) => results.modified({ result: `checked ${String(context.data.result)}` }));
    const call = yielding(1, 2, 3, 4);
    expect(await runtime.guard(toolCall(call))).toBe("checked 3");
  });
});
