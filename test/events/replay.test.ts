import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { Archive } from "../../src/events/archive.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import { MemoryStore } from "../../src/events/storage/memory-store.ts";
import type { UniversalEvent } from "../../src/model/events.ts";
import { ManualClock } from "../support/manual-clock.ts";

const SOURCE = { component: "test" };

interface Setup {
  readonly clock: ManualClock;
  readonly store: MemoryStore;
  readonly bus: EventBus;
  readonly errors: unknown[];
}

function setUp(keep?: readonly string[], store?: MemoryStore): Setup {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const used = store ?? new MemoryStore({ maxEvents: 10_000 }, clock);
  let id = 0;
  const bus = new EventBus(
    clock,
    () => `id-${(id += 1)}`,
    (error) => errors.push(error),
    { archive: new Archive(used, keep) },
  );
  return { clock, store: used, bus, errors };
}

const numberOf = ({ data }: UniversalEvent): number => data.number as number;

describe("a subscription to the past", () => {
  it("gets what is kept after a position, then what is published, none missing and none twice", async () => {
    const { bus } = setUp();
    for (let number = 1; number <= 600; number += 1) bus.publish("n", { number }, SOURCE);
    const seen: number[] = [];
    const subscription = bus.subscribe(
      "n",
      (event) => {
        seen.push(numberOf(event));
        // In the middle of the replay, and at its end.
        if (seen.length === 100 || seen.length === 500) bus.publish("n", { number: 600 + seen.length / 100 }, SOURCE);
      },
      { after: 100 },
    );
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    bus.publish("n", { number: 700 }, SOURCE);
    await subscription.drain();
    expect(seen).toEqual([...Array.from({ length: 500 }, (_, index) => index + 101), 601, 605, 700]);
  });

  it("begins at a time", async () => {
    const { bus, clock } = setUp();
    for (let number = 1; number <= 5; number += 1) {
      bus.publish("n", { number }, SOURCE);
      clock.advance(1000);
    }
    const seen: number[] = [];
    bus.subscribe("n", (event) => seen.push(numberOf(event)), { sinceMs: ManualClock.EPOCH + 2500 });
    await setImmediate();
    expect(seen).toEqual([4, 5]);
    bus.subscribe("n", (event) => seen.push(numberOf(event)), { sinceMs: ManualClock.EPOCH + 1_000_000 });
    await setImmediate();
    expect(seen).toEqual([4, 5]);
  });

  it("comes at the speed asked for, then live", async () => {
    const { bus, clock } = setUp();
    for (let number = 1; number <= 3; number += 1) {
      bus.publish("n", { number }, SOURCE);
      clock.advance(1000);
    }
    const seen: number[] = [];
    bus.subscribe("n", (event) => seen.push(numberOf(event)), { after: 0, speed: 10 });
    const seenAfter = async (durationMs: number): Promise<number[]> => {
      clock.advance(durationMs);
      await setImmediate();
      return [...seen];
    };
    expect(await seenAfter(0)).toEqual([1]);
    expect(await seenAfter(99)).toEqual([1]);
    expect(await seenAfter(1)).toEqual([1, 2]);
    expect(await seenAfter(100)).toEqual([1, 2, 3]);
    bus.publish("n", { number: 4 }, SOURCE);
    expect(await seenAfter(0)).toEqual([1, 2, 3, 4]);
    bus.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it("is not held up by events that its conditions keep away", async () => {
    const { bus } = setUp();
    for (let number = 1; number <= 2000; number += 1) bus.publish("n", { number }, SOURCE);
    const seen: number[] = [];
    bus.subscribe("n", (event) => seen.push(numberOf(event)), { after: 0, where: { number: { gt: 1998 } } });
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(seen).toEqual([1999, 2000]);
  });

  it("is refused where nothing is kept", () => {
    const bus = new EventBus(
      new ManualClock(),
      () => "id",
      () => {},
    );
    expect(() => bus.subscribe("n", () => {}, { after: 0 })).toThrowError(
      expect.objectContaining({ code: "EVENT_STORE_MISSING" }),
    );
    expect(() => bus.query({})).toThrowError(expect.objectContaining({ code: "EVENT_STORE_MISSING" }));
    expect(() => bus.consume("c", "n", () => {})).toThrowError(expect.objectContaining({ code: "EVENT_STORE_MISSING" }));
  });
});

test("whatever the pace, a subscription to the past gets every event once and in order, however small its queue", async () => {
  const step = fc.oneof(
    fc.nat(20).map((publish) => ({ publish })),
    fc.nat(20).map((take) => ({ take })),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.nat(30),
      fc.array(step, { maxLength: 30 }),
      async (capacity, before, steps) => {
        const { bus } = setUp();
        let published = 0;
        const publish = (count: number): void => {
          for (let index = 0; index < count; index += 1) bus.publish("n", { number: (published += 1) }, SOURCE);
        };
        publish(before);
        const stream = bus.stream("n", { after: 0, capacity });
        const seen: number[] = [];
        for (const each of [...steps, { take: 10_000 }]) {
          if ("publish" in each) publish(each.publish);
          else
            for (let count = 0; count < each.take && seen.length < published; count += 1)
              seen.push(numberOf((await stream.next()).value!));
        }
        expect(seen).toEqual(Array.from({ length: published }, (_, index) => index + 1));
        expect(stream.stats().dropped).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

describe("a durable consumer", () => {
  it("goes on after the last event it was done with, when it comes again", async () => {
    const { bus, store } = setUp();
    bus.publish("n", { number: 0 }, SOURCE);
    const seen: number[] = [];
    const first = bus.consume("audit", "n", (event) => seen.push(numberOf(event)));
    for (let number = 1; number <= 3; number += 1) bus.publish("n", { number }, SOURCE);
    await first.drain();
    first();
    for (let number = 4; number <= 6; number += 1) bus.publish("n", { number }, SOURCE);
    // Another process.
    const again = setUp(undefined, store).bus;
    again.publish("n", { number: 7 }, SOURCE);
    again.consume("audit", "n", async (event) => void seen.push(numberOf(event)));
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(store.consumerPosition("audit")).toBe(8);
  });

  it("may begin at the beginning, and is there only once at a time", async () => {
    const { bus } = setUp();
    for (let number = 1; number <= 3; number += 1) bus.publish("n", { number }, SOURCE);
    const seen: number[] = [];
    bus.consume("audit", "n", (event) => seen.push(numberOf(event)), { from: "beginning" });
    expect(() => bus.consume("audit", "n", () => {})).toThrowError(expect.objectContaining({ code: "EVENT_OPTIONS_INVALID" }));
    await setImmediate();
    expect(seen).toEqual([1, 2, 3]);
  });

  it("gets an event again that it failed at, with growing pauses, before the next one; then it is passed over", async () => {
    const { bus, store, clock, errors } = setUp();
    const seen: number[] = [];
    bus.consume(
      "audit",
      "n",
      (event) => {
        seen.push(numberOf(event));
        if (numberOf(event) === 1) throw new Error("no");
      },
      { maxAttempts: 3, retryMs: 100 },
    );
    bus.publish("n", { number: 1 }, SOURCE);
    bus.publish("n", { number: 2 }, SOURCE);
    await setImmediate();
    expect(seen).toEqual([1]);
    clock.advance(100);
    await setImmediate();
    expect(seen).toEqual([1, 1]);
    expect(store.consumerPosition("audit")).toBe(0);
    clock.advance(199);
    await setImmediate();
    expect(seen).toEqual([1, 1]);
    clock.advance(1);
    await setImmediate();
    expect(seen).toEqual([1, 1, 1, 2]);
    expect(store.consumerPosition("audit")).toBe(2);
    expect(errors).toHaveLength(3);
  });

  it("that ended is not tried again, also when there is another of its name by then", async () => {
    const { bus, store, clock } = setUp();
    const failing = (): never => {
      throw new Error("no");
    };
    let tried = 0;
    const first = bus.consume("audit", "n", () => ((tried += 1), failing()), { retryMs: 100 });
    bus.publish("n", { number: 1 }, SOURCE);
    await setImmediate();
    first();
    const seen: number[] = [];
    bus.consume("audit", "n", (event) => void seen.push(numberOf(event)));
    bus.publish("n", { number: 2 }, SOURCE);
    await setImmediate();
    clock.advance(10_000);
    await setImmediate();
    expect([tried, seen]).toEqual([1, [1, 2]]);
    expect(store.consumerPosition("audit")).toBe(2);
  });
});

describe("an archive", () => {
  it("keeps the types it is told to keep, also when nobody subscribes", () => {
    const { bus } = setUp(["tool.*", "agent.failed"]);
    expect(["tool.run", "agent.failed", "agent.run"].map((type) => bus.wants(type))).toEqual([true, true, false]);
    for (const type of ["tool.run", "agent.run", "agent.failed"]) bus.publish(type, {}, SOURCE);
    expect(bus.query({}).map(({ event }) => event.event_type)).toEqual(["tool.run", "agent.failed"]);
    expect(bus.stats()).toMatchObject({ published: 2, store: { events: 2 } });
  });
});
