// What scripts ask of their state, and what they may not.

import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/foundation/json.ts";
import type { HostServices } from "../../../src/sandbox/host-services.ts";
import { MemoryStateStore } from "../../../src/runtime/state/memory-state-store.ts";
import { createStateServices } from "../../../src/runtime/state/state-services.ts";
import { ManualClock } from "../../support/manual-clock.ts";

let clock: ManualClock;
let services: HostServices;

const ask = (kind: string, given: JsonObject, scriptId = "a.js"): JsonValue =>
  services
    .get(`state.${kind}`)!
    .serve({ scriptId, version: {}, kind, arguments: given, signal: new AbortController().signal }) as JsonValue;

beforeEach(() => {
  clock = new ManualClock();
  services = createStateServices(new MemoryStateStore(clock), clock, {
    limitsOf: () => ({ stateKeys: 3, stateCharacters: 1000 }),
  });
});

describe("values", () => {
  it("are any JSON, apart for each script, and null when there is none", () => {
    const value = { list: [1, null, { deep: true }], text: "ü" };
    expect(ask("set", { key: "k", value })).toBeNull();
    expect(ask("get", { key: "k" })).toEqual(value);
    expect(ask("get", { key: "k" }, "b.js")).toBeNull();
    expect([ask("delete", { key: "k" }), ask("delete", { key: "k" }), ask("get", { key: "k" })]).toEqual([true, false, null]);
  });

  it("go when their time is over", () => {
    ask("set", { key: "k", value: 1, ttl_ms: 100 });
    clock.advance(99);
    expect(ask("get", { key: "k" })).toBe(1);
    clock.advance(1);
    expect(ask("get", { key: "k" })).toBeNull();
    expect(ask("keys", {})).toEqual([]);
  });

  it.each([
    ["get", {}, "a key is a text"],
    ["get", { key: "" }, "a key is a text"],
    ["get", { key: 7 }, "a key is a text"],
    ["get", { key: "x".repeat(501) }, "a key is a text of 1 to 500"],
    ["set", { key: "k" }, "a value is needed"],
    ["set", { key: "k", value: 1, ttl_ms: 0 }, "ttl_ms must be"],
    ["set", { key: "k", value: 1, ttl_ms: "soon" }, "ttl_ms must be"],
    ["keys", { prefix: 1 }, "a prefix is a text"],
    ["increment", { key: "k", by: "one" }, "by must be a number"],
    ["window", { key: "k" }, "window_ms must be a number"],
    ["window", { key: "k", window_ms: 1 }, "window_ms must be at least 60"],
  ])("are refused as %s of %j", (kind, given, message) => {
    expect(() => ask(kind, given as JsonObject)).toThrow(
      expect.objectContaining({ code: "STATE_REQUEST_INVALID", message: expect.stringContaining(message) }),
    );
  });
});

describe("the limits of what a script keeps", () => {
  it("refuse one key more, and leave what was there", () => {
    for (const key of ["a", "b", "c"]) ask("set", { key, value: 1 });
    expect(() => ask("set", { key: "d", value: 1 })).toThrow(
      expect.objectContaining({
        code: "STATE_LIMIT_EXCEEDED",
        message: "State of a.js: the state would have 4 keys; at most 3 are kept.",
      }),
    );
    expect(ask("keys", {})).toEqual(["a", "b", "c"]);
    expect(ask("set", { key: "d", value: 1 }, "b.js")).toBeNull();
    expect(ask("set", { key: "a", value: 2 })).toBeNull();
  });

  it("refuse what is too long, alone or all together", () => {
    expect(() => ask("set", { key: "k", value: "x".repeat(1000) })).toThrow(/would have 1003 characters; at most 1000/);
    expect(ask("get", { key: "k" })).toBeNull();
    expect(() => ask("set", { key: "k", value: "x".repeat(300_000) })).toThrow(/the value would have 300002 characters of JSON/);
  });

  it("count what has expired no more", () => {
    for (const key of ["a", "b", "c"]) ask("set", { key, value: 1, ttl_ms: 10 });
    clock.advance(10);
    expect(ask("set", { key: "d", value: 1 })).toBeNull();
  });
});

describe("a shared state", () => {
  const exceeded: string[] = [];
  const denied: string[] = [];
  beforeEach(() => {
    exceeded.length = denied.length = 0;
    services = createStateServices(new MemoryStateStore(clock), clock, {
      sharedLimits: () => ({ stateKeys: 2, stateCharacters: 1000 }),
      shared: {
        allowsState: (_scriptId, name) => name !== "secret",
        denied: (scriptId, name) => void denied.push(`${scriptId} ${name}`),
      },
      onExceeded: (scriptId, { message }) => void exceeded.push(`${scriptId}: ${message}`),
    });
  });

  it("is one for all who may use it, in values, counters and windows, and apart from their own and from others", () => {
    ask("set", { namespace: "team", key: "k", value: 1, ttl_ms: 100 }, "a.js");
    expect(ask("get", { namespace: "team", key: "k" }, "b.py")).toBe(1);
    expect([ask("get", { key: "k" }, "a.js"), ask("get", { namespace: "other", key: "k" }, "a.js")]).toEqual([null, null]);
    expect(ask("increment", { namespace: "team", key: "k" }, "b.py")).toBe(2);
    ask("window", { namespace: "team", key: "w", window_ms: 6000 }, "a.js");
    expect(ask("window", { namespace: "team", key: "w", window_ms: 6000 }, "b.py")).toBe(2);
    clock.advance(100);
    expect(ask("keys", { namespace: "team" }, "c.lua")).toEqual(["w"]);
    expect(ask("delete", { namespace: "team", key: "w" }, "c.lua")).toBe(true);
  });

  it("has a quota of its own, whoever fills it, and says where to raise it", () => {
    ask("set", { namespace: "team", key: "a", value: 1 }, "a.js");
    ask("set", { namespace: "team", key: "b", value: 1 }, "b.py");
    expect(() => ask("set", { namespace: "team", key: "c", value: 1 }, "c.lua")).toThrow(
      'State of c.lua: the shared state "team" would have 3 keys; at most 2 are kept.',
    );
    expect(exceeded).toEqual([
      'c.lua: the shared state "team" exceeded state_keys, which is 2: used 3 keys. To raise it: [limits] state_keys = 4',
    ]);
    expect(ask("set", { namespace: "other", key: "c", value: 1 }, "c.lua")).toBeNull();
  });

  it("is closed to whom it is not granted, and to everybody where none is", () => {
    const refused = expect.objectContaining({ code: "PERMISSION_DENIED" });
    expect(() => ask("set", { namespace: "secret", key: "k", value: 1 })).toThrow(refused);
    expect(denied).toEqual(["a.js secret"]);
    services = createStateServices(new MemoryStateStore(clock), clock);
    expect(() => ask("get", { namespace: "team", key: "k" })).toThrow(refused);
  });

  it.each(["", "/a", "../a.js", "a b", "x".repeat(101), 7])("cannot be named %j", (namespace) => {
    expect(() => ask("get", { namespace, key: "k" })).toThrow(expect.objectContaining({ code: "STATE_REQUEST_INVALID" }));
  });
});

describe("a counter", () => {
  it("starts at 0, counts by anything, and lives as long as it was given at first", () => {
    expect([ask("increment", { key: "n", ttl_ms: 100 }), ask("increment", { key: "n", by: 2.5, ttl_ms: 100 })]).toEqual([1, 3.5]);
    clock.advance(60);
    expect(ask("increment", { key: "n", by: -1, ttl_ms: 100 })).toBe(2.5);
    clock.advance(40);
    expect(ask("increment", { key: "n" })).toBe(1);
  });

  it("does not count what is no number", () => {
    ask("set", { key: "n", value: "text" });
    expect(() => ask("increment", { key: "n" })).toThrow('the value of "n" is no number');
  });
});

describe("a sliding window", () => {
  it("counts no more than the last window holds, and misses at most its oldest sixtieth", () => {
    const windowMs = 6000;
    const steps = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 4000 }), by: fc.integer({ min: 0, max: 9 }) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (history) => {
        clock = new ManualClock();
        services = createStateServices(new MemoryStateStore(clock), clock);
        const added: { atMs: number; by: number }[] = [];
        for (const { afterMs, by } of history) {
          clock.advance(afterMs);
          added.push({ atMs: clock.monotonicMs(), by });
          const sum = ask("window", { key: "w", window_ms: windowMs, by }) as number;
          const since = (ms: number): number =>
            added.filter(({ atMs }) => atMs > clock.monotonicMs() - ms).reduce((total, each) => total + each.by, 0);
          expect(sum).toBeGreaterThanOrEqual(since(windowMs - windowMs / 60));
          expect(sum).toBeLessThanOrEqual(since(windowMs));
        }
      }),
    );
  });
});
