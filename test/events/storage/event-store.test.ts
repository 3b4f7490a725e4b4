// The contract of stores, for each that there is.

import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Publication } from "../../../src/events/publication.ts";
import type { EventQuery, EventStore, Retention } from "../../../src/events/storage/event-store.ts";
import { MemoryStore } from "../../../src/events/storage/memory-store.ts";
import { SqliteStore } from "../../../src/events/storage/sqlite-store.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";
import { anyEventType, anyPattern } from "../arbitrary-patterns.ts";
import { matchesNaively } from "../naive-pattern.ts";

let folder: TemporaryFolder;
let clock: ManualClock;
let opened: EventStore[];
let files: number;

beforeEach(() => {
  folder = createTemporaryFolder();
  clock = new ManualClock();
  opened = [];
  files = 0;
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  folder.dispose();
});

type Open = (retention?: Partial<Retention>) => EventStore;

function keep(store: EventStore): EventStore {
  opened.push(store);
  return store;
}

const STORES: [string, Open][] = [
  ["memory", (retention) => keep(new MemoryStore({ maxEvents: 1000, ...retention }, clock))],
  [
    "sqlite",
    (retention) => {
      files += 1;
      const fail = (error: Error): void => {
        throw error;
      };
      return keep(new SqliteStore(join(folder.path, `${files}.db`), { maxEvents: 1000, ...retention }, clock, fail));
    },
  ],
];

interface Details {
  readonly type?: string;
  readonly component?: string;
  readonly correlationId?: string;
  readonly atMs?: number;
  readonly data?: object;
}

function publication(
  position: number,
  { type = "a.b", component = "x", correlationId, atMs = 0, data = {} }: Details = {},
): Publication {
  return {
    position,
    stored: true,
    event: {
      id: `id-${position}`,
      event_type: type,
      timestamp: new Date(ManualClock.EPOCH + atMs).toISOString(),
      version: "1.0",
      source: { component, ...(correlationId !== undefined && { correlation_id: correlationId }) },
      data: data as Publication["event"]["data"],
    },
  };
}

const positions = (store: EventStore, query: EventQuery = {}): number[] => store.read(query).map(({ position }) => position);

describe.each(STORES)("the %s store", (_, open) => {
  it("gives back at once what was appended, as it was", () => {
    const store = open();
    const usual = publication(1, { correlationId: "c", data: { text: "é😀", list: [1, null, { deep: true }] } });
    const unusual: Publication = {
      position: 5,
      stored: true,
      event: {
        ...usual.event,
        version: "2.1",
        timestamp: "2026-01-01T00:00:00.1234567Z",
        source: { component: "y", instance_id: "i" },
        metadata: { traceparent: "00-1-2-01" },
      },
    };
    store.append(usual);
    store.append(unusual);
    expect(store.read({})).toEqual([usual, unusual]);
    expect(store.lastPosition).toBe(5);
  });

  it("is empty at first", () => {
    const store = open();
    expect(store.lastPosition).toBe(0);
    expect(store.read({})).toEqual([]);
    expect(store.stats()).toMatchObject({ events: 0, lost: 0 });
  });

  it("finds by position, time, correlation id and component, oldest first, the last ones if wanted", () => {
    const store = open();
    for (let position = 1; position <= 20; position += 1) {
      const component = position % 2 === 0 ? "even" : "odd";
      store.append(publication(position * 10, { atMs: position * 1000, component, correlationId: `c${position % 5}` }));
    }
    expect(positions(store, { after: 180 })).toEqual([190, 200]);
    expect(positions(store, { after: 185 })).toEqual([190, 200]);
    expect(positions(store, { sinceMs: ManualClock.EPOCH + 3000, untilMs: ManualClock.EPOCH + 5000 })).toEqual([30, 40]);
    expect(positions(store, { correlationId: "c3" })).toEqual([30, 80, 130, 180]);
    expect(positions(store, { correlationId: "c3", component: "even" })).toEqual([80, 180]);
    expect(positions(store, { component: "nobody" })).toEqual([]);
    expect(positions(store, { limit: 2 })).toEqual([10, 20]);
    expect(positions(store, { limit: 2, newest: true })).toEqual([190, 200]);
    expect(positions(store, { limit: 0 })).toEqual([10]);
  });

  it("finds by pattern what trying the pattern on every event finds", () => {
    const types = fc.sample(anyEventType, { numRuns: 60, seed: 5 });
    const store = open();
    for (const [index, type] of types.entries()) store.append(publication(index + 1, { type }));
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        const naive = types.flatMap((type, index) => (matchesNaively(pattern, type) ? [index + 1] : []));
        expect(positions(store, { pattern })).toEqual(naive);
      }),
      { numRuns: 200 },
    );
    expect(() => store.read({ pattern: "a..b" })).toThrowError(expect.objectContaining({ code: "EVENT_PATTERN_INVALID" }));
  });

  it("keeps so many events, and those that came last", () => {
    const store = open({ maxEvents: 100 });
    for (let position = 1; position <= 250; position += 1) {
      store.append(publication(position));
      if (position % 40 === 0) expect(positions(store).length).toBe(Math.min(position, 100));
    }
    expect(positions(store)).toEqual(Array.from({ length: 100 }, (__, index) => index + 151));
    expect(store.stats().events).toBe(100);
  });

  it("keeps events for so long, and the newest one whatever its age", () => {
    const store = open({ maxAgeMs: 60_000 });
    store.append(publication(1, { atMs: 0 }));
    store.append(publication(2, { atMs: 30_000 }));
    store.append(publication(3, { atMs: 40_000 }));
    clock.advance(60_000);
    expect(positions(store)).toEqual([1, 2, 3]);
    clock.advance(31_000);
    expect(positions(store)).toEqual([3]);
    clock.advance(1_000_000);
    expect(positions(store)).toEqual([3]);
    expect(store.lastPosition).toBe(3);
  });

  it("keeps about so many bytes", async () => {
    const store = open({ maxBytes: 400_000, maxEvents: 100_000 });
    for (let position = 1; position <= 1500; position += 1)
      store.append(publication(position, { data: { text: "x".repeat(1000) } }));
    await store.flush();
    const kept = positions(store, { limit: 10_000 });
    expect(kept.at(-1)).toBe(1500);
    expect(kept.length).toBeGreaterThan(150);
    expect(kept.length).toBeLessThan(420);
    expect(store.stats().bytes).toBeLessThanOrEqual(440_000);
  });

  it("knows where consumers have come to", () => {
    const store = open();
    expect(store.consumerPosition("audit")).toBeUndefined();
    store.acknowledge("audit", 3);
    store.acknowledge("audit", 4);
    expect(store.consumerPosition("audit")).toBe(4);
  });

  it("has written everything when it is flushed, and leaves no timer behind when it is closed", async () => {
    const store = open();
    store.append(publication(1));
    await Promise.all([store.flush(), store.flush()]);
    store.append(publication(2));
    await store.close();
    await store.close();
    expect(clock.pendingTimers).toBe(0);
  });
});
