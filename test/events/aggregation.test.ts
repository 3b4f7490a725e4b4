import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { BatchListener, BatchOptions } from "../../src/events/aggregation.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import type { ListenerSubscription } from "../../src/events/listening.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { ManualClock } from "../support/manual-clock.ts";

const SOURCE = { component: "test" };

interface Setup {
  readonly bus: EventBus;
  readonly clock: ManualClock;
  readonly errors: string[];
  /** The data of the events of each batch. */
  readonly batches: JsonObject[][];
  readonly subscription: ListenerSubscription;
  publish(...types: string[]): void;
}

function setUp(options: BatchOptions, listener: BatchListener = () => {}): Setup {
  const clock = new ManualClock();
  const errors: string[] = [];
  const batches: JsonObject[][] = [];
  const bus = new EventBus(
    clock,
    () => "id",
    (error) => errors.push(String(error)),
  );
  const subscription = bus.subscribeBatches(
    "**",
    (events) => {
      batches.push(events.map(({ data }) => data));
      return listener(events);
    },
    options,
  );
  let n = 0;
  const publish = (...types: string[]): void => {
    for (const type of types) bus.publish(type, { n: (n += 1) }, SOURCE);
  };
  return { bus, clock, errors, batches, subscription, publish };
}

const numbers = ({ batches }: Setup): unknown[] => batches.map((batch) => batch.map(({ n }) => n));

describe("a batch", () => {
  it("goes when it is full", async () => {
    const setup = setUp({ size: 3 });
    setup.publish("a", "a", "a", "a", "a", "a", "a");
    await setImmediate();
    expect(numbers(setup)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(setup.clock.pendingTimers).toBe(1);
  });

  it("goes when its time is up", async () => {
    const setup = setUp({ intervalMs: 50 });
    setup.publish("a", "a");
    await setImmediate();
    setup.clock.advance(49);
    await setImmediate();
    expect(setup.batches).toEqual([]);
    setup.clock.advance(1);
    await setImmediate();
    expect(numbers(setup)).toEqual([[1, 2]]);
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it("goes with what is urgent", async () => {
    const setup = setUp({ urgent: "*.failed" });
    setup.publish("a", "a", "a.failed", "a");
    await setImmediate();
    expect(numbers(setup)).toEqual([[1, 2, 3]]);
  });

  it("goes when the bus is drained, and when the subscription ends", async () => {
    const setup = setUp({});
    setup.publish("a", "a");
    await setup.bus.drain();
    expect(numbers(setup)).toEqual([[1, 2]]);
    setup.publish("a");
    await setImmediate();
    setup.subscription();
    await setImmediate();
    expect(numbers(setup)).toEqual([[1, 2], [3]]);
    expect(setup.clock.pendingTimers).toBe(0);
  });

  it("waits until the one before it was dealt with, in the queue of the subscription", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const setup = setUp({ size: 2, capacity: 3 }, () => promise);
    setup.publish("a", "a", "a", "a");
    await setImmediate();
    expect(numbers(setup)).toEqual([[2, 3]]);
    setup.publish("a", "a", "a", "a");
    expect(setup.subscription.stats()).toMatchObject({ queued: 3, dropped: 3 });
    resolve();
    await setup.subscription.drain();
    expect(numbers(setup)).toEqual([[2, 3], [6, 7], [8]]);
  });

  it("that fails is delivered event by event, and what fails then is told", async () => {
    const setup = setUp({ size: 3 }, (events) => {
      if (events.some(({ data }) => data.n === 2)) throw new Error(`not ${events.length}`);
    });
    setup.publish("a", "a", "a");
    await setImmediate();
    expect(numbers(setup)).toEqual([[1, 2, 3], [1], [2], [3]]);
    expect(setup.errors).toEqual(["Error: not 3", "Error: not 1"]);
    expect(setup.subscription.stats().failed).toBe(2);
  });
});

describe("rules", () => {
  it("make one event of those of a type, in the place of the last of them", async () => {
    const setup = setUp({
      rules: {
        counted: "count",
        last: "last",
        "summed.*": { sum: ["n", "deep.er"] },
        made: (events) => ({ n: events.map(({ data }) => data.n!) }),
        "**": "all",
      },
    });
    setup.publish("counted", "other", "last", "summed.x", "made", "counted", "last", "summed.x", "made", "summed.y", "other");
    await setup.bus.drain();
    const time = new Date(ManualClock.EPOCH).toISOString();
    expect(setup.batches).toEqual([
      [
        { n: 2 },
        { count: 2, first: time, last: time },
        { n: 7 },
        { n: 12, deep: { er: 0 } },
        { n: [5, 9] },
        { n: 10, deep: { er: 0 } },
        { n: 11 },
      ],
    ]);
  });

  it("say in the metadata of how many events one was made", async () => {
    const seen: unknown[] = [];
    const setup = setUp({ rules: { a: "last" } }, (events) => seen.push(...events.map(({ metadata }) => metadata)));
    setup.publish("a", "a", "a", "b");
    await setup.bus.drain();
    expect(seen).toEqual([{ aggregated: 3 }, undefined]);
  });

  it("that throw lead to single delivery, of every event as it is", async () => {
    const setup = setUp({
      rules: {
        a: () => {
          throw new Error("no sum");
        },
      },
    });
    setup.publish("a", "a");
    await setup.bus.drain();
    expect(numbers(setup)).toEqual([[1], [2]]);
    expect(setup.errors).toEqual(["Error: no sum"]);
  });
});

it("wrong options are refused, and leave no subscription behind", () => {
  for (const options of [
    { size: 0 },
    { intervalMs: 0 },
    { urgent: "a..b" },
    { rules: { "a..b": "last" as const } },
    { capacity: 0 },
  ]) {
    expect(() => setUp(options)).toThrowError(expect.objectContaining({ audience: "user" }));
  }
});
