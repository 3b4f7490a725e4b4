// Native hooks: what the executor and the breaker cost, against hookable, tapable and cockatiel in the same process.

import { circuitBreaker, ConsecutiveBreaker, handleAll } from "cockatiel";
import { createHooks } from "hookable";
import tapable from "tapable";
import type * as Breaker from "../../src/hooks/breaker.ts";
import type * as CompileMatch from "../../src/model/compile-match.ts";
import type { Match } from "../../src/model/match.ts";
import type * as Clock from "../../src/foundation/clock.ts";
import { built } from "../built.ts";
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

// Three hooks that answer as one, each way; a sequence is asked as the hooks by themselves are.
async function measureComposition(kind: "first_match" | "parallel" | "vote"): Promise<number> {
  const composed = await createRuntime({
    logger: quiet,
    compositions: { three: { point: "BeforeToolExecution", kind, hooks: ["a", "b", "c"] } },
  });
  for (const id of ["a", "b", "c"]) composed.register("BeforeToolExecution", hook, { id });
  const cost = nanosecondsPerCall(() => composed.run("BeforeToolExecution", TOOL_CALL), COUNT / 2);
  await composed.close();
  return cost;
}
const [firstMatch, parallel, vote] = [
  await measureComposition("first_match"),
  await measureComposition("parallel"),
  await measureComposition("vote"),
];

// Matches: what keeps hooks from being asked that do not care.
const { compileMatch } = await built<typeof CompileMatch>("src/model/compile-match");
const measureMatch = (match: Match): number => {
  const matches = compileMatch(match);
  if (!matches(TOOL_CALL)) throw new Error("the match must hold, so that all of it is looked at");
  return nanosecondsPerCall(() => matches(TOOL_CALL), COUNT);
};
const exact = measureMatch({ tool_name: TOOL_CALL.tool_name });
const several = measureMatch({
  tool_name: [TOOL_CALL.tool_name, "Write"],
  "parameters.command": { glob: "*" },
  not: { user_id: "nobody" },
  any: [{ tool_id: { exists: true } }, { tool_name: TOOL_CALL.tool_name }],
});
const expression = measureMatch({ "parameters.command": { regex: "^git (status|push)\\b" } });
const nestedExpression = measureMatch({ "parameters.command": { regex: "^(git )+(status|push)\\b" } });

const hooks = createHooks<{ before: (data: unknown) => void }>();
for (let index = 0; index < 3; index += 1) hooks.hook("before", hook);
const hookable = await nanosecondsPerAwaitedCall(async () => hooks.callHook("before", TOOL_CALL), AWAITED_COUNT);
const hookableSync = nanosecondsPerCall(() => hooks.callHook("before", TOOL_CALL), COUNT / 2);

const waterfall = new tapable.SyncWaterfallHook<[unknown]>(["data"]);
for (let index = 0; index < 3; index += 1) waterfall.tap(`hook ${index}`, hook);
const tapableThree = nanosecondsPerCall(() => waterfall.call(TOOL_CALL), COUNT);

const { CircuitBreaker } = await built<typeof Breaker>("src/hooks/breaker");
const { systemClock } = await built<typeof Clock>("src/foundation/clock");
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
    what: "a match of one field",
    measured: nanoseconds(exact),
    target: "<= 200 ns",
    met: exact <= 200,
  },
  {
    what: "a match of a list, a glob, a `not` and an `any`",
    measured: nanoseconds(several),
    target: "<= 200 ns",
    met: several <= 200,
  },
  {
    what: "a match of a regular expression",
    measured: nanoseconds(expression),
    target: "<= 200 ns",
    met: expression <= 200,
    ratio: `${times(nestedExpression / expression)} as fast`,
    baseline: `one with a repetition of more than one character, which RE2 (re2js) searches: ${nanoseconds(nestedExpression)}`,
  },
  {
    what: "three synchronous native hooks that answer as one",
    measured: `first match ${nanoseconds(firstMatch)}, parallel ${nanoseconds(parallel)}, vote ${nanoseconds(vote)}`,
    ratio: `${times(parallel / three)} (parallel) the cost of the three by themselves`,
  },
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
