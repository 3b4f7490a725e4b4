// Kept results: where they are found, how long, for whom, and who waits for whom while one is made.

import { describe, expect, it } from "vitest";
import { results, type Operation, type RuntimeOptions } from "../../../src/index.ts";
import { ResultCache, keyAddress } from "../../../src/runtime/operation/result-cache.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { AFTER, CALL, FAILURE, GATE, pending, settle, setup, toolCall, yielding } from "./operation-setup.ts";

/** A runtime in which every value is kept for a second, under a key if one is given. */
async function keeping(key?: string, options: RuntimeOptions = {}) {
  const environment = await setup(options);
  environment.runtime.register(AFTER, (context) => results.cache(context.data.result!, 1000, key), { id: "keeper" });
  return environment;
}

describe("cache before an operation", () => {
  it("answers in the operation's place, and later calls get the same before any hook is asked", async () => {
    const { runtime } = await setup();
    let asked = 0;
    runtime.register(GATE, () => {
      asked += 1;
      return results.cache({ kept: true }, 1000);
    });
    runtime.register(AFTER, () => expect.unreachable());
    const operation = toolCall({ run: () => expect.unreachable() });
    expect([await runtime.guard(operation), await runtime.guard(operation), asked]).toEqual([{ kept: true }, { kept: true }, 1]);
  });

  it("hands out copies: who changes one changes it for himself", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => results.cache({ list: [1] }, 1000));
    const first = (await runtime.guard(toolCall())) as { list: number[] };
    first.list.push(2);
    expect(await runtime.guard(toolCall())).toEqual({ list: [1] });
  });

  it("rescues an operation that failed", async () => {
    const { runtime } = await setup();
    runtime.register("acme:failed", () => results.cache("old news", 1000));
    const call = yielding(new Error("boom"));
    const operation = toolCall({ ...call, failure: "acme:failed" });
    expect([await runtime.guard(operation), await runtime.guard(operation), call.count()]).toEqual(["old news", "old news", 1]);
    expect(FAILURE).toBe("ToolError");
  });
});

describe("a kept result", () => {
  it("is that of equal data, whatever the order of its fields, until its time is over", async () => {
    const { runtime, clock } = await keeping();
    const call = yielding(1, 2, 3);
    expect(await runtime.guard(toolCall({ ...call, data: { tool_name: "Bash", parameters: { a: 1, b: 2 } } }))).toBe(1);
    expect(await runtime.guard(toolCall({ ...call, data: { parameters: { b: 2, a: 1 }, tool_name: "Bash" } }))).toBe(1);
    expect(await runtime.guard(toolCall({ ...call, data: { tool_name: "Bash", parameters: { a: 1 } } }))).toBe(2);
    clock.advance(1000);
    expect(await runtime.guard(toolCall({ ...call, data: { parameters: { b: 2, a: 1 }, tool_name: "Bash" } }))).toBe(3);
  });

  it("is one component's and one point's", async () => {
    const { runtime } = await keeping();
    runtime.register("acme:done", (context) => results.cache(context.data.result!, 1000));
    const call = yielding(1, 2, 3);
    expect(await runtime.guard(toolCall({ ...call, component: { id: "a" } }))).toBe(1);
    expect(await runtime.guard(toolCall({ ...call, component: { id: "b" } }))).toBe(2);
    expect(await runtime.guard(toolCall({ ...call, point: "acme:do", after: "acme:done", component: { id: "a" } }))).toBe(3);
  });

  it("is found under the host's key, whatever the data", async () => {
    const { runtime } = await keeping();
    const call = yielding(1, 2);
    expect(await runtime.guard(toolCall({ ...call, cacheKey: "weather" }))).toBe(1);
    expect(await runtime.guard(toolCall({ ...call, cacheKey: "weather", data: { ...CALL, tool_id: "2" } }))).toBe(1);
    expect(await runtime.guard(toolCall(call))).toBe(2);
  });

  it("is found under the hook's key, and under what the call had itself", async () => {
    const { runtime } = await keeping("weather");
    const call = yielding(1, 2);
    expect(await runtime.guard(toolCall(call))).toBe(1);
    expect(await runtime.guard(toolCall(call))).toBe(1);
    expect(await runtime.guard(toolCall({ ...call, cacheKey: "weather", data: { ...CALL, tool_id: "2" } }))).toBe(1);
  });

  it("is kept for the component that the operation was redirected to", async () => {
    const { runtime } = await keeping();
    const backup = yielding(1, 2);
    runtime.components.register("backup", backup);
    let redirects = 0;
    runtime.register(GATE, (context) => {
      if (context.component.id === "backup") return undefined;
      redirects += 1;
      return results.redirect("backup");
    });
    expect([await runtime.guard(toolCall()), await runtime.guard(toolCall())]).toEqual([1, 1]);
    expect([redirects, backup.count()]).toEqual([2, 1]);
  });

  it("is taken out by point, component or key, or with all others", async () => {
    const { runtime } = await keeping("weather");
    const call = yielding(1, 2, 3, 4, 5);
    const next = () => runtime.guard(toolCall(call));
    expect(await next()).toBe(1);
    expect(runtime.cache.invalidate({ key: "other" })).toBe(0);
    expect(runtime.cache.invalidate({ point: GATE, component: "other" })).toBe(0);
    expect(runtime.cache.invalidate({ key: "weather" })).toBe(2);
    expect(await next()).toBe(2);
    expect(runtime.cache.invalidate({ point: "PreToolUse", component: "host" })).toBe(2);
    expect(await next()).toBe(3);
    expect(runtime.cache.invalidate()).toBe(2);
    expect(await next()).toBe(4);
  });

  it("is not kept when results were taken out while it was made", async () => {
    const { runtime } = await keeping();
    const work = pending<number>();
    const old = runtime.guard(toolCall({ run: () => work.promise }));
    await settle();
    runtime.cache.invalidate({ point: GATE });
    work.resolve(1);
    expect(await old).toBe(1);
    expect(await runtime.guard(toolCall({ run: () => 2 }))).toBe(2);
  });

  it("is given up for newer ones when there are too many, the least recently used first", async () => {
    const { runtime } = await keeping(undefined, { maxCachedResults: 2 });
    const call = yielding(1, 2, 3, 4);
    const of = (id: string) => runtime.guard(toolCall({ ...call, data: { ...CALL, tool_id: id } }));
    expect([await of("a"), await of("b"), await of("a"), await of("c")]).toEqual([1, 2, 1, 3]);
    expect([await of("a"), await of("b")]).toEqual([1, 4]);
  });

  it("must be JSON, and needs a key when the data has no JSON form", async () => {
    const { runtime, failures } = await setup();
    const data: Record<string, unknown> = { ...CALL };
    data.self = data;
    runtime.register(GATE, () => results.cache({ big: 10n } as never, 1000));
    runtime.register(GATE, () => results.cache(1, 1000));
    runtime.register(GATE, () => ({ type: "cache", result: 1, ttl_ms: 1, key: 5 }) as never);
    expect(await runtime.guard(toolCall({ data: data as never, run: () => "performed" }))).toBe("performed");
    expect(failures()).toEqual(["RESULT_INVALID", "RESULT_INVALID", "RESULT_INVALID"]);
  });
});

describe("operations with the same key at the same time", () => {
  it("wait for the one that began, and share its kept result", async () => {
    const { runtime } = await keeping();
    const work = pending<number>();
    let count = 0;
    const operation = toolCall({ cacheKey: "weather", run: () => ((count += 1), work.promise) });
    const guarded = Promise.all(Array.from({ length: 10 }, () => runtime.guard(operation)));
    await settle();
    work.resolve(7);
    expect(await guarded).toEqual(Array.from({ length: 10 }, () => 7));
    expect(count).toBe(1);
  });

  it("ask a before-hook once that answers with a kept result", async () => {
    const { runtime } = await setup();
    let asked = 0;
    runtime.register(GATE, async () => ((asked += 1), results.cache(asked, 1000)));
    expect(await Promise.all([1, 2, 3].map(() => runtime.guard(toolCall({ cacheKey: "k" }))))).toEqual([1, 1, 1]);
  });

  it("are performed side by side when nothing was kept", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => undefined);
    const works = [pending<number>(), pending<number>(), pending<number>()];
    const call = yielding(...works.map(({ promise }) => promise));
    const guarded = Promise.all(works.map(() => runtime.guard(toolCall({ ...call, cacheKey: "k" }))));
    await settle();
    expect(call.count()).toBe(1);
    works[0]!.resolve(1);
    await settle();
    expect(call.count()).toBe(3);
    works[2]!.resolve(3);
    works[1]!.resolve(2);
    expect(await guarded).toEqual([1, 2, 3]);
  });

  it("are performed by the next when the first failed", async () => {
    const { runtime } = await keeping();
    const call = yielding(Promise.reject(new Error("boom")), Promise.resolve(2));
    const [first, second] = await Promise.allSettled([1, 2].map(() => runtime.guard(toolCall({ ...call, cacheKey: "k" }))));
    expect([first!.status, second]).toEqual(["rejected", { status: "fulfilled", value: 2 }]);
  });

  it("do not wait for an operation that they are part of, nor for each other in a circle", async () => {
    const { runtime } = await setup();
    runtime.register(GATE, () => undefined);
    const nested =
      (inner: string): Operation<unknown>["run"] =>
      async () => {
        await settle();
        return [await runtime.guard(toolCall({ cacheKey: inner, run: () => inner }))];
      };
    expect(await runtime.guard(toolCall({ cacheKey: "a", run: nested("a") }))).toEqual(["a"]);
    const crossed = ["a", "b"].map((key) => runtime.guard(toolCall({ cacheKey: key, run: nested(key === "a" ? "b" : "a") })));
    expect(await Promise.all(crossed)).toEqual([["b"], ["a"]]);
  });

  it("stop waiting when their host gives up", async () => {
    const { runtime } = await keeping();
    const work = pending<number>();
    const leader = runtime.guard(toolCall({ cacheKey: "k", run: () => work.promise }));
    const controller = new AbortController();
    const waiting = runtime.guard(toolCall({ cacheKey: "k", signal: controller.signal }));
    controller.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    work.resolve(1);
    expect(await leader).toBe(1);
  });

  it("need no key where a kept result has just expired", async () => {
    const { runtime, clock } = await keeping();
    const call = yielding(1, Promise.resolve(2), 3);
    await runtime.guard(toolCall(call));
    clock.advance(1000);
    expect(await Promise.all([1, 2, 3].map(() => runtime.guard(toolCall(call))))).toEqual([2, 2, 2]);
  });
});

describe("the result cache", () => {
  it("never grows beyond its size", () => {
    const cache = new ResultCache(new ManualClock(), 3);
    for (let index = 0; index < 10; index += 1) cache.store([keyAddress("p", "c", `${index}`)], "1", 1000);
    expect(cache.size).toBe(3);
    expect(cache.find(keyAddress("p", "c", "9"))).toEqual({ value: 1 });
    expect(cache.find(keyAddress("p", "c", "6"))).toBeUndefined();
  });
});
