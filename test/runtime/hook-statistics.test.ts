import { afterEach, describe, expect, it } from "vitest";
import { results, type HookResult } from "../../src/model/results.ts";
import { HookStatistics } from "../../src/runtime/hook-statistics.ts";
import { startRuntime, type Runtime } from "../../src/runtime/runtime.ts";
import { ManualClock } from "../support/manual-clock.ts";

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
let runtime: Runtime;
afterEach(() => runtime.close());

async function open(): Promise<{ clock: ManualClock; statistics: HookStatistics }> {
  const clock = new ManualClock();
  runtime = await startRuntime([], { clock, logger: SILENT });
  const statistics = new HookStatistics(clock);
  runtime.observe(statistics);
  return { clock, statistics };
}

describe("hook statistics", () => {
  it("count answers, failures, time-outs, and why a hook was not asked", async () => {
    const { clock, statistics } = await open();
    const answers = [undefined, { type: "cancel", reason: "no" }, new Error("broken"), new Promise(() => {})];
    const answer = () => {
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return next as undefined;
    };
    runtime.register("acme:deploy", answer, { id: "guard", match: { stage: "live" }, timeoutMs: 50 });
    for (const stage of ["live", "live", "live", "test"]) await runtime.run("acme:deploy", { stage });
    const late = runtime.run("acme:deploy", { stage: "live" });
    clock.advance(50);
    await late;
    const { latencies, results, passedOver, ...counted } = statistics.of("guard")!;
    expect(counted).toMatchObject({ asked: 4, failures: 2, timeouts: 1, lastAskedMs: ManualClock.EPOCH + 50 });
    expect(counted.lastError?.code).toBe("HOOK_TIMED_OUT");
    expect(Object.fromEntries(results)).toEqual({ continue: 1, cancel: 1 });
    expect(Object.fromEntries(passedOver)).toEqual({ no_match: 1 });
    expect(latencies.maxMs).toBe(50);
  });

  it("count the components that answers name, as many names as fit", async () => {
    const { statistics } = await open();
    const answers: HookResult[] = [
      results.replace("cache"),
      results.redirect("cache"),
      results.fork([{ component: "a" }, { component: "a" }, {}]),
    ];
    for (let n = 0; n < 200; n += 1) answers.push(results.redirect(`elsewhere-${n}`));
    runtime.register("acme:deploy", () => answers.shift(), { id: "guard" });
    while (answers.length > 0) await runtime.run("acme:deploy", {});
    const { components } = statistics.of("guard")!;
    expect(Object.fromEntries(components.get("replace")!)).toEqual({ cache: 1 });
    expect(Object.fromEntries(components.get("fork")!)).toEqual({ a: 2 });
    expect(components.get("redirect")!.get("cache")).toBe(1);
    expect(components.get("redirect")!.size).toBe(100);
  });

  it("know nothing of a hook that had no occasion, and keep counting when a hook is registered anew", async () => {
    const { statistics } = await open();
    const unregister = runtime.register("acme:deploy", () => undefined, { id: "guard" });
    expect(statistics.of("guard")).toBeUndefined();
    await runtime.run("acme:deploy", {});
    unregister();
    runtime.register("acme:deploy", () => undefined, { id: "guard" });
    await runtime.run("acme:deploy", {});
    expect(statistics.of("guard")?.asked).toBe(2);
  });

  it("end when the observer is taken out", async () => {
    const { clock } = await open();
    const statistics = new HookStatistics(clock);
    const unobserve = runtime.observe(statistics);
    runtime.register("acme:deploy", () => undefined, { id: "guard" });
    await runtime.run("acme:deploy", {});
    unobserve();
    await runtime.run("acme:deploy", {});
    expect(statistics.of("guard")?.asked).toBe(1);
  });
});
