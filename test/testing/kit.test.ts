// The kit for tests of native hooks.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOOK_POINTS, results, type JsonObject } from "../../src/index.ts";
import { findDifference } from "../../src/testing/difference.ts";
import { assertHookResult, contextFor, createHarness, samplePayload } from "../../src/testing/index.ts";
import { anyJson } from "../support/arbitrary-json.ts";

describe("a sample payload", () => {
  it("is there for every point, under every name, with that name's fields", () => {
    for (const { name, example, aliases } of HOOK_POINTS) {
      expect(samplePayload(name)).toEqual(example);
      for (const alias of aliases) expect(Object.keys(samplePayload(alias.name))).toHaveLength(Object.keys(example).length);
    }
    expect(samplePayload("PreToolUse")).toHaveProperty("tool_input");
    expect(samplePayload("acme:deploy")).toEqual({});
  });

  it("is the test's own to change", () => {
    (samplePayload("BeforeToolExecution").parameters as Record<string, unknown>).command = "changed";
    expect(samplePayload("BeforeToolExecution").parameters).toEqual({ command: "ls -l" });
  });
});

describe("a context for a test", () => {
  it("has what it is given, and defaults for the rest", () => {
    const context = contextFor("BeforeToolCall", { component: { id: "agent-1" }, metadata: { a: 1 }, correlationId: "c" });
    expect(context).toMatchObject({
      point: "BeforeToolExecution",
      component: { id: "agent-1" },
      metadata: { a: 1 },
      correlationId: "c",
    });
    expect(context.data).toEqual(samplePayload("BeforeToolExecution"));
    expect(contextFor("acme:deploy", { data: { x: 1 } }).data).toEqual({ x: 1 });
  });

  it("remembers what the hook emitted", () => {
    const context = contextFor("SessionStart");
    context.emit("a.b", { c: 1 });
    expect(context.emitted).toEqual([{ eventType: "a.b", data: { c: 1 } }]);
  });
});

describe("assertHookResult", () => {
  it("accepts what fits, and nothing for continue", () => {
    assertHookResult(results.cancel("no: rm"), { type: "cancel", reason: "no: *" });
    assertHookResult(results.modified({ a: { b: 1, c: 2 } }), { type: "modified", data: { a: { b: 1 } } });
    assertHookResult(undefined, { type: "continue" });
  });

  it.each([
    [results.cancel("no"), { type: "continue" }, 'type is "cancel", expected "continue".'],
    [results.modified({ a: { b: 1 } }), { type: "modified", data: { a: { b: 2 } } }, "data.a.b is 1, expected 2."],
    [
      results.fork([{ component: "a" }]),
      { type: "fork", branches: [{ component: "b" }] },
      'branches[0].component is "a", expected "b".',
    ],
    [results.cancel("no"), { type: "cancel", annotations: {} }, "annotations is not there, expected {}."],
  ])("names the difference between %j and %j", (actual, expected, message) => {
    expect(() => assertHookResult(actual, expected)).toThrow(expect.objectContaining({ name: "AssertionError", message }));
  });

  it("finds no difference in a value and itself, and one in every other scalar", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(findDifference(structuredClone(value), value)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(findDifference(a, b) === undefined).toBe(a === b);
      }),
    );
  });
});

describe("a harness", () => {
  it("has a clock that the test turns, and keeps events and log lines", async () => {
    await using harness = await createHarness();
    const fail = (): never => {
      throw new Error("out of order");
    };
    harness.runtime.register("acme:deploy", fail, { id: "broken" });
    const seen: JsonObject[] = [];
    harness.runtime.register("acme:deploy", ({ data }) => void seen.push(data), { phase: "observe" });
    for (let each = 0; each < 5; each += 1) await harness.run("acme:deploy", { each });
    expect(seen).toHaveLength(5);
    expect(harness.events.map(({ event_type }) => event_type)).toContain("hook.breaker_opened");
    expect(harness.logs.filter(({ level }) => level === "error")).toHaveLength(5);
    await harness.run("acme:deploy");
    expect(harness.logs.filter(({ level }) => level === "error")).toHaveLength(5);
    harness.clock.advance(30_000);
    await harness.run("acme:deploy");
    expect(harness.logs.filter(({ level }) => level === "error")).toHaveLength(6);
  });
});
