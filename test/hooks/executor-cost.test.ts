// What a run does not cost: no promise when every hook is synchronous, no memory when there is no hook. Counted, not timed.

import { PerformanceObserver } from "node:perf_hooks";
import { promiseHooks } from "node:v8";
import { describe, expect, it } from "vitest";
import { results } from "../../src/model/results.ts";
import { POINT, settle, setup, throwing } from "./executor-setup.ts";

function countPromises(act: () => void): number {
  let created = 0;
  const stop = promiseHooks.onInit(() => void (created += 1)) as () => void;
  try {
    act();
  } finally {
    stop();
  }
  return created;
}

/** How often the garbage collector ran meanwhile, which it does not when nothing is allocated. */
async function countCollections(act: () => void): Promise<number> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => void (collections += list.getEntries().length));
  await settle();
  observer.observe({ entryTypes: ["gc"] });
  act();
  await settle();
  await settle();
  observer.disconnect();
  return collections;
}

describe("a run whose hooks are synchronous", () => {
  it("creates no promise, whatever they answer and however they fail", () => {
    const { registry, runSync } = setup();
    registry.register(POINT, () => results.modified({ a: 1 }), { match: { tool: "Bash" } });
    registry.register(POINT, throwing());
    registry.register(POINT, () => undefined, { match: { tool: "Read" } });
    registry.register(POINT, () => results.cancel("no"));
    const created = countPromises(() => {
      for (let time = 0; time < 10; time += 1) runSync({ tool: "Bash" });
    });
    expect(created).toBe(0);
    expect(countPromises(() => void Promise.resolve())).toBe(1);
  });
});

describe("a run without hooks", () => {
  const MANY = 3_000_000;

  it("creates no promise and allocates nothing, at points known and custom", async () => {
    const { executor } = setup();
    const data = {};
    const points = ["BeforeToolExecution", "PreToolUse", "acme:never"];
    const run = (times: number): void => {
      for (let time = 0; time < times; time += 1) executor.run(points[time % points.length]!, data);
    };
    run(100_000);
    expect(countPromises(() => run(1000))).toBe(0);
    const collections = await countCollections(() => run(MANY));
    // The same loop with one small object per turn, to show that the count would tell.
    const kept: unknown[] = [undefined];
    const allocating = await countCollections(() => {
      for (let time = 0; time < MANY; time += 1) kept[0] = { time };
    });
    expect(allocating).toBeGreaterThan(2);
    expect(collections).toBeLessThanOrEqual(1);
  });
});
