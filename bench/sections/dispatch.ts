// Native hooks: what the executor and the breaker cost, against hookable, tapable and cockatiel in the same process.

import { circuitBreaker, ConsecutiveBreaker, handleAll } from "cockatiel";
import { createHooks } from "hookable";
import tapable from "tapable";
import type * as Breaker from "../../src/hooks/breaker.ts";
import type * as Clock from "../../src/foundation/clock.ts";
import { createRuntime, quiet, TOOL_CALL } from "../hookloom.ts";
import { nanosecondsPerAwaitedCall, nanosecondsPerCall } from "../measure.ts";
import { nanoseconds, printRows, times } from "../row.ts";

const COUNT = 1_000_000;
const AWAITED_COUNT = 100_000;

let seen = 0;
const hook = (): void => {
  seen += 1;
};

const runtime = await createRuntime({ logger: quiet });
const none = nanosecondsPerCall(() => runtime.run("AfterToolExecution", TOOL_CALL), COUNT);
const heapBefore = process.memoryUsage().heapUsed;
for (let index = 0; index < COUNT; index += 1) runtime.run("AfterToolExecution", TOOL_CALL);
const grownBytes = (process.memoryUsage().heapUsed - heapBefore) / COUNT;

for (let index = 0; index < 3; index += 1) runtime.register("BeforeToolExecution", hook);
const three = nanosecondsPerCall(() => runtime.run("BeforeToolExecution", TOOL_CALL), COUNT);
await runtime.close();

const hooks = createHooks<{ before: (data: unknown) => void }>();
for (let index = 0; index < 3; index += 1) hooks.hook("before", hook);
const hookable = await nanosecondsPerAwaitedCall(async () => hooks.callHook("before", TOOL_CALL), AWAITED_COUNT);
const hookableSync = nanosecondsPerCall(() => hooks.callHook("before", TOOL_CALL), COUNT / 2);

const waterfall = new tapable.SyncWaterfallHook<[unknown]>(["data"]);
for (let index = 0; index < 3; index += 1) waterfall.tap(`hook ${index}`, hook);
const tapableThree = nanosecondsPerCall(() => waterfall.call(TOOL_CALL), COUNT);

const { CircuitBreaker } = (await import(new URL("../../dist/src/hooks/breaker.js", import.meta.url).href)) as typeof Breaker;
const { systemClock } = (await import(new URL("../../dist/src/foundation/clock.js", import.meta.url).href)) as typeof Clock;
const breaker = new CircuitBreaker(systemClock);
const ours = nanosecondsPerCall(() => {
  const ticket = breaker.admit();
  if (ticket !== undefined) breaker.succeeded(ticket, 1);
}, COUNT);
const policy = circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) });
const nothing = (): void => {};
const cockatiel = await nanosecondsPerAwaitedCall(() => policy.execute(nothing), AWAITED_COUNT);
const awaiting = await nanosecondsPerAwaitedCall(async () => nothing(), AWAITED_COUNT);

printRows([
  {
    what: "run of a point without hooks",
    measured: `${nanoseconds(none)}, ${grownBytes.toFixed(2)} bytes of heap a call`,
    target: "<= 50 ns, no growth",
    met: none <= 50 && grownBytes < 1,
  },
  {
    what: "three synchronous native hooks, full executor with breaker",
    measured: nanoseconds(three),
    target: "<= 300 ns, faster than hookable",
    met: three <= 300 && three < hookableSync,
    baseline: `hookable callHook ${nanoseconds(hookableSync)}, awaited ${nanoseconds(hookable)}; tapable waterfall ${nanoseconds(tapableThree)} (neither has time-outs, breakers or results)`,
    ratio: `${times(hookableSync / three)} faster than hookable`,
  },
  {
    what: "breaker check and record",
    measured: nanoseconds(ours),
    target: "<= 60 ns, faster than cockatiel",
    met: ours <= 60 && ours < cockatiel,
    baseline: `cockatiel execute ${nanoseconds(cockatiel)}, of which awaiting an empty function ${nanoseconds(awaiting)}`,
    ratio: `${times(cockatiel / ours)} faster than cockatiel`,
  },
]);
