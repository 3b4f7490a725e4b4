// What every store of state promises, in memory and in SQLite.

import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryStateStore } from "../../../src/runtime/state/memory-state-store.ts";
import { SqliteStateStore } from "../../../src/runtime/state/sqlite-state-store.ts";
import type { StateStore, StoredValue } from "../../../src/runtime/state/state-store.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
let clock: ManualClock;
let store: StateStore;

const value = (text: string, expiresMs?: number): StoredValue => ({ text, expiresMs });
const open = (): SqliteStateStore => new SqliteStateStore(join(folder.path, "deep", "state.db"), clock);

beforeEach(() => {
  folder = createTemporaryFolder();
  clock = new ManualClock();
});
afterEach(() => {
  store.close();
  folder.dispose();
});

describe.each([
  { name: "memory", create: (): StateStore => new MemoryStateStore(clock) },
  { name: "SQLite", create: (): StateStore => open() },
])("a store in $name", ({ create }) => {
  beforeEach(() => {
    store = create();
  });

  it("keeps values apart for each owner", () => {
    store.set("a", "key", value("1"));
    store.set("b", "key", value('"two"'));
    expect([store.get("a", "key"), store.get("b", "key"), store.get("c", "key")]).toEqual([
      value("1"),
      value('"two"'),
      undefined,
    ]);
    expect([store.delete("a", "key"), store.delete("a", "key")]).toEqual([true, false]);
    expect(store.get("b", "key")).toEqual(value('"two"'));
  });

  it("forgets a value when its time is over", () => {
    store.set("a", "short", value("1", clock.now() + 10));
    store.set("a", "long", value("2", clock.now() + 20));
    clock.advance(10);
    expect(store.get("a", "short")).toBeUndefined();
    expect(store.delete("a", "short")).toBe(false);
    expect(store.keys("a", "", 10)).toEqual(["long"]);
    expect(store.usage("a")).toEqual({ keys: 1, length: 5 });
    expect(store.get("a", "long")).toEqual(value("2", clock.now() + 10));
  });

  it("lists keys with a prefix in order, and no more than asked for", () => {
    for (const key of ["b/2", "a", "b/1", "b%", "b/3", "ü/1", "𝄞/1"]) store.set("a", key, value("1"));
    expect(store.keys("a", "b/", 10)).toEqual(["b/1", "b/2", "b/3"]);
    expect(store.keys("a", "b/", 2)).toEqual(["b/1", "b/2"]);
    expect(store.keys("a", "𝄞/", 10)).toEqual(["𝄞/1"]);
    expect(store.keys("a", "b%", 10)).toEqual(["b%"]);
    expect(store.keys("b", "", 10)).toEqual([]);
  });

  it("knows what an owner keeps, however it came to it", () => {
    store.set("a", "key", value("123"));
    store.set("a", "key", value("1"));
    store.set("a", "other", value("22"));
    store.set("b", "key", value("333"));
    expect(store.usage("a")).toEqual({ keys: 2, length: 11 });
    store.delete("a", "other");
    expect(store.usage("a")).toEqual({ keys: 1, length: 4 });
    expect(store.usage("nobody")).toEqual({ keys: 0, length: 0 });
  });

  it("does all of several things or none", () => {
    store.set("a", "kept", value("1"));
    expect(() =>
      store.atomically(() => {
        store.set("a", "kept", value("2"));
        store.set("a", "new", value("3"));
        store.delete("a", "kept");
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([store.get("a", "kept"), store.get("a", "new"), store.usage("a")]).toEqual([
      value("1"),
      undefined,
      { keys: 1, length: 5 },
    ]);
    expect(store.atomically(() => (store.set("a", "kept", value("2")), "done"))).toBe("done");
    expect(store.get("a", "kept")).toEqual(value("2"));
  });

  it("keeps names that mean something to objects and databases like any other", () => {
    for (const key of ["__proto__", "constructor", "'; DROP TABLE state; --", "\0", " "]) {
      store.set("__proto__", key, value(JSON.stringify(key)));
      expect(store.get("__proto__", key)).toEqual(value(JSON.stringify(key)));
    }
    expect(store.usage("__proto__").keys).toBe(5);
  });
});

describe("a store in a file", () => {
  it("still has everything when it is opened again, also while another has it open", () => {
    store = open();
    store.set("a", "key", value("1"));
    store.set("a", "short", value("1", clock.now() + 10));
    const second = open();
    expect(second.get("a", "key")).toEqual(value("1"));
    second.set("a", "key", value("2"));
    second.close();
    store.close();
    clock.advance(10);
    store = open();
    expect(store.get("a", "key")).toEqual(value("2"));
    expect(store.usage("a")).toEqual({ keys: 1, length: 4 });
  });

  it("says which file is no database, and leaves it alone", () => {
    const path = join(folder.path, "state.db");
    writeFileSync(path, "my diary, and nothing a database should touch".repeat(100));
    store = new MemoryStateStore(clock);
    expect(() => new SqliteStateStore(path, clock)).toThrow(
      expect.objectContaining({ code: "STATE_UNREADABLE", message: expect.stringContaining(path) }),
    );
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
