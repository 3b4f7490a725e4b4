// Events in memory: publishing, matching, delivering and what waits in queues, against five emitters and a matcher of topics.

import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import Emittery from "emittery";
import eventemitter2 from "eventemitter2";
import type { Emitter } from "mitt";
import mqemitter from "mqemitter";
import type { JsonObject } from "../../src/foundation/json.ts";
import { createBus, DATA, mixedPatterns, mixedTypes, PatternIndex, rateInPortions, SOURCE, TYPE, usedBytes } from "../events.ts";
import { keep, nanosecondsPerCall } from "../measure.ts";
import { nanoseconds, perSecond, printRows, times } from "../row.ts";

// Without types that fit how Node loads them.
const require = createRequire(import.meta.url);
const mitt = require("mitt") as () => Emitter<Record<string, unknown>>;
const { Qlobber } = require("qlobber") as {
  Qlobber: new (options: object) => { add(topic: string, value: number): void; match(topic: string): number[] };
};

setFlagsFromString("--expose-gc");
globalThis.gc ??= (await import("node:vm")).runInNewContext("gc") as typeof globalThis.gc;

const COUNT = 500_000;
const PATTERNS = 1000;
const others = Array.from({ length: PATTERNS - 1 }, (_, index) => `other${index}.*.done`);
let heard = 0;
const hear = (): void => {
  heard += 1;
};

// Publishing to one subscriber, alone and beside 999 others.
const alone = createBus();
alone.subscribe("tool.**", hear);
const aloneRate = await rateInPortions(() => alone.publish(TYPE, DATA, SOURCE), COUNT);
const crowded = createBus();
for (const pattern of [...others, "tool.**"]) crowded.subscribe(pattern, hear);
const crowdedRate = await rateInPortions(() => crowded.publish(TYPE, DATA, SOURCE), COUNT);

const two = new eventemitter2.EventEmitter2({ wildcard: true, maxListeners: 0 });
for (const pattern of [...others, "tool.**"]) two.on(pattern, hear);
const twoRate = await rateInPortions(() => two.emit(TYPE, DATA), COUNT);

const plain = new EventEmitter();
plain.on(TYPE, hear);
const plainRate = await rateInPortions(() => plain.emit(TYPE, DATA), COUNT);
const mittEmitter = mitt();
mittEmitter.on(TYPE, hear);
const mittRate = await rateInPortions(() => mittEmitter.emit(TYPE, DATA), COUNT);
const emittery = new Emittery();
emittery.on(TYPE, hear);
const emitteryRate = await rateInPortions(() => void emittery.emit(TYPE, DATA), COUNT / 10);
const mq = mqemitter({ separator: ".", wildcardOne: "*", wildcardSome: "#", concurrency: 0 });
mq.on("tool.#", (_message, done) => {
  hear();
  done();
});
const mqRate = await rateInPortions(() => mq.emit({ topic: TYPE, data: DATA }), COUNT / 10);

// Matching one type.
interface Matching {
  readonly known: number;
  readonly unknown: number;
}
function measureMatching(count: number, onlyOurs: boolean): Matching {
  const index = new PatternIndex<number>();
  for (const [value, pattern] of mixedPatterns(count, onlyOurs).entries()) index.add(pattern, value);
  const types = mixedTypes(100);
  let at = 0;
  const known = nanosecondsPerCall(() => index.match(types[(at = (at + 1) % 100)]!), COUNT);
  // More types than are kept, so that each is found anew.
  const many = Array.from({ length: 20_000 }, (_, number) => `${types[number % 100]}.n${number}`);
  const unknown = nanosecondsPerCall(() => index.match(many[(at = (at + 1) % many.length)]!), 20_000, 5);
  return { known, unknown };
}
const thousand = measureMatching(1000, true);
const tenThousand = measureMatching(10_000, true);
const hundredThousand = measureMatching(100_000, true);
const comparable = measureMatching(10_000, false);

const qlobber = new Qlobber({ separator: ".", wildcard_one: "*", wildcard_some: "**" });
for (const [value, pattern] of mixedPatterns(10_000, false).entries()) qlobber.add(pattern, value);
const types = mixedTypes(100);
let at = 0;
const qlobberNs = nanosecondsPerCall(() => qlobber.match(types[(at = (at + 1) % 100)]!), 20_000, 5);

// Delivering through queues: the same event to ten subscribers, so that making events costs next to nothing.
const SUBSCRIBERS = 10;
const wide = createBus();
for (let index = 0; index < SUBSCRIBERS; index += 1) wide.subscribe("tool.**", hear, { capacity: 1024 });
const event = createAnEvent();
const deliveryRate = SUBSCRIBERS * (await rateInPortions(() => wide.forward(event), COUNT / SUBSCRIBERS));
const { dropped } = wide.stats().subscriptions[0]!;

// What a queued event takes.
const QUEUED = 100_000;
const queueing = createBus();
const stream = queueing.stream("**", { capacity: QUEUED });
const before = usedBytes();
for (let index = 0; index < QUEUED; index += 1) queueing.publish(TYPE, ownData(index), { ...SOURCE });
const queuedBytes = (usedBytes() - before) / QUEUED;
const eventBytes = JSON.stringify((await stream.next()).value).length;
keep([heard, stream, dropped]);

/** Nothing of it is shared with another event. */
function ownData(index: number): JsonObject {
  return JSON.parse(
    JSON.stringify({ hook: `guard#${index}`, point: "BeforeToolExecution", result: `reason ${index}`, ms: 1.25 }),
  ) as JsonObject;
}

function createAnEvent() {
  const bus = createBus();
  bus.subscribe("**", hear);
  return bus.publish(TYPE, DATA, SOURCE)!;
}

const costs = (rate: number): string => nanoseconds(1e9 / rate);
printRows([
  {
    what: "publish to one matching subscriber, one publisher",
    measured: `${perSecond(aloneRate)} (${costs(aloneRate)}; at 1,000 patterns ${costs(crowdedRate)})`,
    target: ">= 1,500,000 /s; at most 2x eventemitter2 at 1,000 patterns",
    met: aloneRate >= 1_500_000 && twoRate / crowdedRate <= 2,
    baseline: `eventemitter2 with wildcards ${costs(twoRate)} at 1,000 patterns; EventEmitter ${costs(plainRate)}, mitt ${costs(mittRate)}, emittery ${costs(emitteryRate)}, mqemitter ${costs(mqRate)}. What they do not do: EventEmitter, mitt and emittery have no patterns; eventemitter2 and mqemitter have one segment or all that follow, no braces, classes, prefixes, expressions or conditions on data; with all but emittery a listener that throws fails the publisher; with EventEmitter, mitt and eventemitter2 a slow one holds it up; emittery and mqemitter let what waits grow without bound; none gives events an id, a time or a place in an order, counts what is lost, or keeps events`,
    ratio: `${times(twoRate / crowdedRate)} the cost of eventemitter2`,
  },
  {
    what: "match one type against 10,000 mixed patterns",
    measured: `${nanoseconds(tenThousand.known)}; a type that was not seen lately ${nanoseconds(tenThousand.unknown)}`,
    target: "<= 300 ns, faster than qlobber, growth sub-linear",
    met: tenThousand.known <= 300 && tenThousand.known < qlobberNs && tenThousand.unknown < 10 * thousand.unknown,
    baseline: `qlobber ${nanoseconds(qlobberNs)} (no braces, classes, prefixes, expressions; keeps nothing), ours with the same patterns ${nanoseconds(comparable.known)} and ${nanoseconds(comparable.unknown)}; with mixed ones at 1,000 patterns ${nanoseconds(thousand.known)} and ${nanoseconds(thousand.unknown)}, at 100,000 ${nanoseconds(hundredThousand.known)} and ${nanoseconds(hundredThousand.unknown)}`,
    ratio: `${times(qlobberNs / tenThousand.known)} faster than qlobber, which takes ${times(qlobberNs / comparable.unknown)} our time for a type that was not seen lately`,
  },
  {
    what: "delivery through bounded queues, ten subscribers on one processor",
    measured: perSecond(deliveryRate),
    target: ">= 1,500,000 /s",
    met: deliveryRate >= 1_500_000 && dropped === 0,
  },
  {
    what: `memory of a queued event of ${eventBytes} bytes of JSON`,
    measured: `${Math.round(queuedBytes)} bytes`,
    target: "<= 500 bytes for 300",
    met: queuedBytes <= 500 && eventBytes >= 300,
  },
]);
