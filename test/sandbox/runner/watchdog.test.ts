// A watchdog over real isolates: what takes too long is ended while the thread that entered it is still in there.

import ivm from "isolated-vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Watchdog } from "../../../src/sandbox/runner/watchdog.ts";
import { eventually } from "../../support/eventually.ts";

interface Watched {
  readonly isolate: ivm.Isolate;
  readonly slot: number;
  enter(times: number, limitMs: number): unknown;
}

let watchdog: Watchdog;
let isolates: ivm.Isolate[];
beforeEach(async () => {
  isolates = [];
  watchdog = await Watchdog.create(ivm);
});
afterEach(async () => {
  await watchdog.close();
  for (const isolate of isolates) if (!isolate.isDisposed) isolate.dispose();
});

async function watched(): Promise<Watched> {
  const isolate = new ivm.Isolate({ memoryLimit: 16 });
  isolates.push(isolate);
  const context = await isolate.createContext();
  const count = (await context.eval(
    "(times) => { for (let i = 0; i < times; i += 1) { try { i % 3; } catch {} } return times; }",
    {
      reference: true,
    },
  )) as ivm.Reference<(times: number) => number>;
  const slot = await watchdog.add(isolate);
  await eventually(() => expect(watchdog.begin(slot, 5000)).toBe(true));
  expect(watchdog.end()).toBe(true);
  const enter = (times: number, limitMs: number): unknown => {
    expect(watchdog.begin(slot, limitMs)).toBe(true);
    try {
      return count.applySync(undefined, [times]);
    } catch (thrown) {
      return thrown;
    } finally {
      watchdog.end();
    }
  };
  return { isolate, slot, enter };
}

describe("a watchdog", () => {
  it("ends an isolate that takes longer than it may, and no other", async () => {
    const [endless, other] = [await watched(), await watched()];
    expect(other.enter(10, 5000)).toBe(10);
    expect(String(endless.enter(Infinity, 30))).toContain("disposed");
    expect(endless.isolate.isDisposed).toBe(true);
    expect(other.enter(10, 5000)).toBe(10);
  });

  it("leaves alone what ends in time, however many there are one after another", async () => {
    const { enter, isolate } = await watched();
    const untilMs = performance.now() + 300;
    while (performance.now() < untilMs) expect(enter(1000, 5000)).toBe(1000);
    expect(isolate.isDisposed).toBe(false);
  });

  it("wakes up for a call after a time in which there was none", async () => {
    const { enter } = await watched();
    for (let round = 0; round < 3; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(enter(10, 5000)).toBe(10);
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(String(enter(Infinity, 30))).toContain("disposed");
  });

  it("says that a call was not in time although it ended, when that was too late to be told", async () => {
    const { slot, isolate } = await watched();
    watchdog.begin(slot, 10);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    expect(watchdog.end()).toBe(false);
    expect(isolate.isDisposed).toBe(true);
  });

  it("does not say that it watches before it does, nor while it takes another isolate in", async () => {
    expect(watchdog.begin(0, 100)).toBe(false);
    const { slot } = await watched();
    const isolate = new ivm.Isolate({ memoryLimit: 8 });
    isolates.push(isolate);
    const adding = watchdog.add(isolate);
    await Promise.resolve();
    expect(watchdog.begin(slot, 100)).toBe(false);
    await adding;
    await eventually(() => expect(watchdog.begin(slot, 5000)).toBe(true));
    expect(watchdog.end()).toBe(true);
  });

  it("gives the place of an isolate that is gone to the next", async () => {
    const { slot, isolate } = await watched();
    isolate.dispose();
    watchdog.remove(slot);
    const next = await watched();
    expect(next.slot).toBe(slot);
    expect(String(next.enter(Infinity, 30))).toContain("disposed");
  });
});
