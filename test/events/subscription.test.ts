import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventBus } from "../../src/events/event-bus.ts";
import type { WhenFull } from "../../src/events/mailbox.ts";
import type { UniversalEvent } from "../../src/model/events.ts";
import { ManualClock } from "../support/manual-clock.ts";

const SOURCE = { component: "test" };

interface Setup {
  readonly bus: EventBus;
  readonly clock: ManualClock;
  readonly errors: unknown[];
  /** Publishes events with the numbers from 1 on. */
  publish(count: number): void;
}

function setUp(): Setup {
  const errors: unknown[] = [];
  const clock = new ManualClock();
  let id = 0;
  let number = 0;
  const bus = new EventBus(
    clock,
    () => `id-${(id += 1)}`,
    (error) => errors.push(error),
  );
  const publish = (count: number): void => {
    for (let index = 0; index < count; index += 1) bus.publish("n", { number: (number += 1) }, SOURCE);
  };
  return { bus, clock, errors, publish };
}

const numberOf = ({ data }: UniversalEvent): number => data.number as number;

describe("a full queue", () => {
  it.each<[WhenFull, number[]]>([
    ["drop_oldest", [3, 4, 5]],
    ["drop_newest", [1, 2, 3]],
    ["reject", [1, 2, 3]],
    ["block", [1, 2, 3]],
  ])("with %s keeps %j of five events in three places, and counts the others", async (whenFull, kept) => {
    const { bus, publish } = setUp();
    const seen: number[] = [];
    const subscription = bus.subscribe("n", (event) => seen.push(numberOf(event)), { capacity: 3, whenFull });
    publish(5);
    expect(subscription.stats()).toMatchObject({ queued: 3, dropped: 2, delivered: 0 });
    await subscription.drain();
    expect(seen).toEqual(kept);
    expect(subscription.stats()).toMatchObject({ queued: 0, dropped: 2, delivered: 3 });
    subscription();
    expect(bus.stats()).toMatchObject({ published: 5, dropped: 2, delivered: 3, subscriptions: [] });
  });

  it("is reported once a burst, also when the subscriber is stuck", async () => {
    const { bus, clock, publish } = setUp();
    const reports: unknown[] = [];
    bus.subscribe("subscription.dropped", ({ data }) => reports.push(data));
    bus.subscribe("n", () => new Promise(() => {}), { name: "stuck", capacity: 2 });
    publish(3);
    await setImmediate();
    publish(6);
    expect(reports).toEqual([]);
    clock.advance(1000);
    await setImmediate();
    expect(reports).toEqual([{ subscription: "stuck", pattern: "n", dropped: 6 }]);
    publish(1);
    clock.advance(1000);
    await setImmediate();
    expect(reports.slice(1)).toEqual([{ subscription: "stuck", pattern: "n", dropped: 1 }]);
    bus.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it("of reports makes no reports", async () => {
    const { bus, clock } = setUp();
    const stuck = bus.stream("subscription.*", { capacity: 1 });
    for (let index = 0; index < 3; index += 1) bus.publish("subscription.dropped", {}, SOURCE);
    clock.advance(10_000);
    expect(stuck.stats()).toMatchObject({ dropped: 2, queued: 1 });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a publisher that waits", () => {
  it("goes on as soon as there is room in a queue that blocks, and its events keep their order", async () => {
    const { bus } = setUp();
    const stream = bus.stream("n", { capacity: 1, whenFull: "block" });
    const done: number[] = [];
    const publishing = [1, 2, 3].map(async (number) => {
      await bus.publishAndWait("n", { number }, SOURCE);
      done.push(number);
    });
    await setImmediate();
    expect(done).toEqual([1]);
    const seen: number[] = [];
    for await (const event of stream) {
      seen.push(numberOf(event));
      if (seen.length === 3) break;
    }
    await Promise.all(publishing);
    expect([seen, done]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("is told after the time-out that the event was not accepted; the other subscribers got it", async () => {
    const { bus, clock } = setUp();
    const full = bus.stream("n", { name: "full", capacity: 1, whenFull: "block", blockMs: 50 });
    const others: number[] = [];
    bus.subscribe("n", (event) => others.push(numberOf(event)));
    await bus.publishAndWait("n", { number: 1 }, SOURCE);
    const second = expect(bus.publishAndWait("n", { number: 2 }, SOURCE)).rejects.toMatchObject({
      code: "EVENT_NOT_ACCEPTED",
      details: { subscriptions: ["full"] },
    });
    clock.advance(50);
    await second;
    expect(others).toEqual([1, 2]);
    expect(full.stats()).toMatchObject({ queued: 1, dropped: 1 });
  });

  it("is refused at once by a queue that rejects, and not troubled by one that drops", async () => {
    const { bus } = setUp();
    bus.stream("n", { name: "dropping", capacity: 1, whenFull: "drop_newest" });
    await bus.publishAndWait("n", {}, SOURCE);
    await bus.publishAndWait("n", {}, SOURCE);
    bus.stream("n", { name: "rejecting", capacity: 1, whenFull: "reject" });
    await bus.publishAndWait("n", {}, SOURCE);
    await expect(bus.publishAndWait("n", {}, SOURCE)).rejects.toMatchObject({ details: { subscriptions: ["rejecting"] } });
  });

  it("is released when the subscription ends", async () => {
    const { bus, clock } = setUp();
    const full = bus.stream("n", { capacity: 1, whenFull: "block" });
    bus.publish("n", {}, SOURCE);
    const waiting = expect(bus.publishAndWait("n", {}, SOURCE)).rejects.toMatchObject({ code: "EVENT_NOT_ACCEPTED" });
    full.close();
    await waiting;
    // One for the report of the drop.
    clock.advance(1000);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a subscriber", () => {
  it("that takes its time gets one event after another, and holds nobody up", async () => {
    const { bus, publish } = setUp();
    const log: string[] = [];
    const slow = bus.subscribe("n", async (event) => {
      log.push(`slow begins ${numberOf(event)}`);
      await setImmediate();
      log.push(`slow ends ${numberOf(event)}`);
    });
    bus.subscribe("n", (event) => log.push(`fast ${numberOf(event)}`));
    publish(2);
    await slow.drain();
    expect(log).toEqual(["slow begins 1", "fast 1", "fast 2", "slow ends 1", "slow begins 2", "slow ends 2"]);
  });

  it("that throws or rejects gets the next event all the same, and is counted", async () => {
    const { bus, errors, publish } = setUp();
    const seen: number[] = [];
    const subscription = bus.subscribe("n", (event) => {
      seen.push(numberOf(event));
      if (numberOf(event) === 1) throw new Error("thrown");
      return numberOf(event) === 2 ? Promise.reject(new Error("rejected")) : undefined;
    });
    publish(3);
    await subscription.drain();
    expect(seen).toEqual([1, 2, 3]);
    expect(errors.map(String)).toEqual(["Error: thrown", "Error: rejected"]);
    expect(subscription.stats().failed).toBe(2);
  });

  it("that has ended gets nothing more, not even what was in its queue", async () => {
    const { bus, publish } = setUp();
    const seen: number[] = [];
    const subscription = bus.subscribe("n", (event) => seen.push(numberOf(event)));
    publish(2);
    subscription();
    publish(1);
    await setImmediate();
    expect(seen).toEqual([]);
    expect(bus.stats().subscriptions).toEqual([]);
    await subscription.drain();
  });

  it("that publishes what it subscribes to does not keep the event loop from turning", async () => {
    const { bus } = setUp();
    let count = 0;
    const subscription = bus.subscribe("n", () => {
      count += 1;
      bus.publish("n", {}, SOURCE);
    });
    bus.publish("n", {}, SOURCE);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    subscription();
    expect(count).toBeGreaterThan(0);
  });

  it("expires when it takes nothing for too long, but not while it does", async () => {
    const { bus, clock, publish } = setUp();
    const expired: unknown[] = [];
    bus.subscribe("subscription.expired", ({ data }) => expired.push(data));
    const stream = bus.stream("n", { name: "idle", idleMs: 100 });
    clock.advance(80);
    publish(1);
    await stream.next();
    clock.advance(80);
    expect(bus.stats().subscriptions).toHaveLength(2);
    const next = expect(stream.next()).rejects.toMatchObject({ code: "SUBSCRIPTION_EXPIRED" });
    clock.advance(20);
    await next;
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await setImmediate();
    expect(expired).toEqual([{ subscription: "idle", pattern: "n" }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("with a wrong option is refused", () => {
    const { bus } = setUp();
    for (const options of [{ capacity: 0 }, { capacity: 1.5 }, { blockMs: -1 }, { idleMs: Number.NaN }]) {
      expect(() => bus.subscribe("n", () => {}, options)).toThrowError(
        expect.objectContaining({ code: "EVENT_OPTIONS_INVALID" }),
      );
    }
    expect(bus.stats().subscriptions).toEqual([]);
  });
});

describe("a stream", () => {
  it("hands out events in order to a loop, those before it asks included, and ends with the loop", async () => {
    const { bus, publish } = setUp();
    const stream = bus.stream("n");
    publish(2);
    const seen: number[] = [];
    for await (const event of stream) {
      seen.push(numberOf(event));
      if (seen.length === 2) publish(1);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(bus.stats().subscriptions).toEqual([]);
  });

  it("answers those who asked before there was an event in the order they asked, and tells them when it ends", async () => {
    const { bus, publish } = setUp();
    const stream = bus.stream("n");
    const asked = [stream.next(), stream.next(), stream.next()];
    publish(2);
    bus.close();
    const answers = await Promise.all(asked);
    expect(answers.map(({ done, value }) => (done ? "end" : numberOf(value!)))).toEqual([1, 2, "end"]);
    expect(() => bus.stream("n")).toThrowError(expect.objectContaining({ code: "RUNTIME_CLOSED" }));
  });
});

it("a bus is drained when every queue is empty and every listener has ended", async () => {
  const { bus, publish } = setUp();
  let ended = 0;
  for (let count = 0; count < 3; count += 1) {
    bus.subscribe("n", async () => {
      await setImmediate();
      ended += 1;
    });
  }
  publish(4);
  await bus.drain();
  expect(ended).toBe(12);
});

it("whatever the policy and the pace, accepted events arrive in order, and none is lost uncounted", async () => {
  const policies = fc.constantFrom<WhenFull>("drop_oldest", "drop_newest", "block", "reject");
  const step = fc.oneof(
    fc.nat(8).map((publish) => ({ publish })),
    fc.nat(8).map((take) => ({ take })),
  );
  await fc.assert(
    fc.asyncProperty(
      policies,
      fc.integer({ min: 1, max: 10 }),
      fc.array(step, { maxLength: 40 }),
      async (whenFull, capacity, steps) => {
        const { bus, publish } = setUp();
        const stream = bus.stream("n", { whenFull, capacity });
        const seen: number[] = [];
        let published = 0;
        for (const each of steps) {
          if ("publish" in each) {
            publish(each.publish);
            published += each.publish;
          } else {
            for (let count = Math.min(each.take, stream.stats().queued); count > 0; count -= 1) {
              seen.push(numberOf((await stream.next()).value!));
            }
          }
          const { queued, delivered, dropped } = stream.stats();
          expect(queued).toBeLessThanOrEqual(capacity);
          expect(delivered).toBe(seen.length);
          expect(queued + delivered + dropped).toBe(published);
        }
        expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
        bus.close();
      },
    ),
    { numRuns: 200 },
  );
});
