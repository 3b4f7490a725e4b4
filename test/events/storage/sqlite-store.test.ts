import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Publication } from "../../../src/events/publication.ts";
import { SqliteStore } from "../../../src/events/storage/sqlite-store.ts";
import type { HookloomError } from "../../../src/foundation/errors.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;
let clock: ManualClock;
const errors: HookloomError[] = [];

beforeEach(() => {
  folder = createTemporaryFolder();
  path = join(folder.path, "events", "events.db");
  clock = new ManualClock();
  errors.length = 0;
});
afterEach(() => folder.dispose());

const open = (): SqliteStore => new SqliteStore(path, { maxEvents: 10 }, clock, (error) => errors.push(error));

function publication(position: number): Publication {
  const timestamp = new Date(clock.now()).toISOString();
  const event = {
    id: `id-${position}`,
    event_type: "a.b",
    timestamp,
    version: "1.0",
    source: { component: "x" },
    data: { position },
  };
  return { position, stored: true, event };
}

it("what was kept is there after it was closed and opened again, and positions go on", async () => {
  const store = open();
  for (let position = 1; position <= 15; position += 1) store.append(publication(position));
  store.acknowledge("audit", 12);
  await store.close();
  const again = open();
  expect(again.read({}).map(({ event }) => event.data.position)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(again.lastPosition).toBe(15);
  expect(again.consumerPosition("audit")).toBe(12);
  expect(again.stats().events).toBe(10);
  await again.close();
});

it("a batch is written after 5 ms", async () => {
  const store = open();
  store.append(publication(1));
  store.acknowledge("audit", 1);
  expect(clock.pendingTimers).toBe(1);
  clock.advance(5);
  expect(clock.pendingTimers).toBe(0);
  await store.close();
});

it("what is in the log of the database is carried into it on another thread, and none is left when it is closed", async () => {
  const store = new SqliteStore(path, { maxEvents: 100_000 }, clock, (error) => errors.push(error));
  const text = "x".repeat(2000);
  for (let position = 1; position <= 5000; position += 1) {
    const { event } = publication(position);
    store.append({ position, stored: true, event: { ...event, data: { text } } });
  }
  await store.flush();
  await expect.poll(() => statSync(path).size, { timeout: 15_000 }).toBeGreaterThan(1_000_000);
  await store.close();
  expect(existsSync(`${path}-wal`)).toBe(false);
  const again = open();
  expect(again.lastPosition).toBe(5000);
  await again.close();
});

it("ever new types do not fill it up: those that no event has any more are forgotten", async () => {
  const store = open();
  for (let position = 1; position <= 12_000; position += 1) {
    const { event } = publication(position);
    store.append({ position, stored: true, event: { ...event, event_type: `type.n${position}` } });
  }
  expect(store.read({ pattern: "type.*" }).map(({ event }) => event.event_type)).toEqual(
    Array.from({ length: 10 }, (_, index) => `type.n${11_991 + index}`),
  );
  await store.close();
  const database = new DatabaseSync(path);
  expect(database.prepare("SELECT count(*) AS names FROM names").get()!.names).toBeLessThan(5000);
  database.close();
});

it("a change of an event after it was published is not kept", async () => {
  const store = open();
  const changed = publication(1);
  store.append(changed);
  (changed.event.data as { position: number }).position = 2;
  expect(store.read({})[0]!.event.data.position).toBe(1);
  await store.close();
});

it("one process at a time works with a file", async () => {
  const store = open();
  expect(open).toThrowError(expect.objectContaining({ code: "EVENT_STORE_IN_USE" }));
  await store.close();
  await open().close();
});

it("a file that is no database, or one of another version, is refused and left as it is", () => {
  path = join(folder.path, "other.db");
  writeFileSync(path, "something else, and long enough to be looked at as a header of a database".repeat(20));
  expect(open).toThrowError(
    expect.objectContaining({ code: "EVENT_STORE_UNUSABLE", message: expect.stringContaining("not a database") as string }),
  );
  path = join(folder.path, "newer.db");
  const newer = new DatabaseSync(path);
  newer.exec("PRAGMA user_version = 99");
  newer.close();
  expect(open).toThrowError(
    expect.objectContaining({ code: "EVENT_STORE_UNUSABLE", message: expect.stringContaining("99") as string }),
  );
});

it("what cannot be written is told, held, and written when it can be", async () => {
  const store = open();
  const exec = vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(() => {
    throw new Error("disk full");
  });
  store.append(publication(1));
  await expect(store.flush()).rejects.toMatchObject({
    code: "EVENT_STORE_FAILED",
    message: expect.stringContaining("disk full") as string,
  });
  expect(errors).toHaveLength(1);
  exec.mockRestore();
  store.append(publication(2));
  clock.advance(1000);
  expect(store.read({})).toHaveLength(2);
  expect(store.stats().lost).toBe(0);
  await store.close();
});
