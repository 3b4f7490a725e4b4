import { expect, test } from "vitest";
import { RunTracker } from "../../src/runtime/run-tracker.ts";

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.finally(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test("quiesces at once when nothing is under way", async () => {
  const tracker = new RunTracker();
  expect(await isSettled(tracker.quiesce())).toBe(true);
  expect(await isSettled(tracker.quiesce())).toBe(true);
});

test("waits for runs that began before, not for those that began after", async () => {
  const tracker = new RunTracker();
  const before = Promise.withResolvers<void>();
  const after = Promise.withResolvers<void>();
  void tracker.track(before.promise);
  const quiet = tracker.quiesce();
  void tracker.track(after.promise);
  expect(await isSettled(quiet)).toBe(false);
  before.resolve();
  expect(await isSettled(quiet)).toBe(true);
  expect(await isSettled(tracker.quiesce())).toBe(false);
  after.resolve();
});

test("waits for runs of an earlier stretch, too", async () => {
  const tracker = new RunTracker();
  const first = Promise.withResolvers<void>();
  void tracker.track(first.promise);
  void tracker.quiesce();
  const second = tracker.quiesce();
  expect(await isSettled(second)).toBe(false);
  first.resolve();
  expect(await isSettled(second)).toBe(true);
});

test("counts a run that rejects as ended, and passes its error on", async () => {
  const tracker = new RunTracker();
  const run = tracker.track(Promise.reject(new Error("no")));
  await expect(run).rejects.toThrow("no");
  expect(await isSettled(tracker.quiesce())).toBe(true);
});
