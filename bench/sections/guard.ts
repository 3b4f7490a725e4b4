// Guarded operations: what the guard adds to an operation nobody has hooks at, and to one of a millisecond with five native hooks.

import { createRuntime, quiet, results, TOOL_CALL } from "../hookloom.ts";
import { keep, median, nanosecondsPerAwaitedCall } from "../measure.ts";
import { microseconds, nanoseconds, printRows } from "../row.ts";

const COUNT = 200_000;
const LONG_COUNT = 2000;

const perform = (): number => 1;
const performLater = async (): Promise<number> => 1;
const runtime = await createRuntime({ logger: quiet });
const guarded = (run: () => unknown) => () => runtime.guard({ point: "BeforeToolExecution", data: TOOL_CALL, run });

const bare = await nanosecondsPerAwaitedCall(performLater, COUNT);
const none =
  (await nanosecondsPerAwaitedCall(guarded(perform), COUNT)) -
  (await nanosecondsPerAwaitedCall(() => Promise.resolve(perform()), COUNT));
const noneLater = (await nanosecondsPerAwaitedCall(guarded(performLater), COUNT)) - bare;

for (let index = 0; index < 3; index += 1) runtime.register("BeforeToolExecution", () => undefined);
for (let index = 0; index < 2; index += 1) runtime.register("AfterToolExecution", () => undefined);
const five = (await nanosecondsPerAwaitedCall(guarded(performLater), COUNT)) - bare;

// A millisecond of work, not of waiting: timers are not precise enough to see one percent.
const work = async (): Promise<number> => {
  const untilMs = performance.now() + 1;
  let turns = 0;
  while (performance.now() < untilMs) turns += 1;
  return turns;
};
const around = guarded(work);
const alone: number[] = [];
const withHooks: number[] = [];
// One and the other in turns, so that both meet the machine in the same mood; medians, because it has moods.
for (let index = 0; index < LONG_COUNT; index += 1) {
  for (const [act, times] of [
    [work, alone],
    [around, withHooks],
  ] as const) {
    const startedMs = performance.now();
    await act();
    times.push(performance.now() - startedMs);
  }
}
const slowdown = median(withHooks) / median(alone) - 1;

runtime.register("AfterProviderCall", (context) => results.cache(context.data.response!, 3_600_000));
const call = {
  point: "BeforeProviderCall",
  data: { provider: "anthropic", messages: [{ role: "user", content: "x".repeat(400) }] },
  run: () => "answer",
};
keep(await runtime.guard(call));
const hit = await nanosecondsPerAwaitedCall(() => runtime.guard(call), COUNT / 4);
await runtime.close();

printRows([
  {
    what: "guard around a synchronous operation without hooks",
    measured: nanoseconds(none),
    target: "<= 500 ns",
    met: none <= 500,
    baseline: "the operation in a promise of its own, subtracted",
  },
  {
    what: "guard around an asynchronous operation without hooks",
    measured: nanoseconds(noneLater),
    target: "<= 500 ns",
    met: noneLater <= 500,
    baseline: `awaiting the operation alone ${nanoseconds(bare)}, subtracted`,
  },
  {
    what: "guard with five native hooks (three before, two after)",
    measured: `${microseconds(five / 1000)}, ${(slowdown * 100).toFixed(2)} % of a 1 ms operation`,
    target: "< 1 % of a 1 ms operation",
    met: slowdown < 0.01,
  },
  { what: "guard answered by a kept result (455 bytes of data, hashed)", measured: microseconds(hit / 1000) },
]);
