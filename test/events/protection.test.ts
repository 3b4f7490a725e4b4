import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { EventBus, type BusOptions } from "../../src/events/event-bus.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { measureJson } from "../../src/foundation/measure-json.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { anyJson } from "../support/arbitrary-json.ts";

function setUp(options: BusOptions = {}): {
  bus: EventBus;
  clock: ManualClock;
  publish: (data: JsonObject, component?: string) => void;
} {
  const clock = new ManualClock();
  const bus = new EventBus(
    clock,
    () => "id",
    () => {},
    options,
  );
  bus.subscribe("**", () => {});
  return { bus, clock, publish: (data, component = "test") => void bus.publish("deploy.started", data, { component }) };
}

const coded = (code: string, message: string): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(message) as string });

describe("data", () => {
  it("is as large as it may be, and no larger", () => {
    const { publish } = setUp({ maxPayloadBytes: 1000 });
    publish({ text: "x".repeat(980) });
    expect(() => publish({ text: "x".repeat(1000) })).toThrowError(coded("EVENT_TOO_LARGE", "1000 bytes"));
    expect(() => publish({ list: Array.from({ length: 600 }, () => 1) })).toThrowError(
      coded("EVENT_TOO_LARGE", "deploy.started"),
    );
  });

  it("is JSON", () => {
    const { publish } = setUp();
    const circle: Record<string, unknown> = {};
    circle.circle = circle;
    expect(() => publish(circle as JsonObject)).toThrowError(coded("EVENT_DATA_INVALID", "holds itself"));
    for (const value of [1n, () => {}, Symbol("x")]) {
      expect(() => publish({ list: [value] } as never)).toThrowError(coded("EVENT_DATA_INVALID", `holds a ${typeof value}`));
    }
    publish({ left_out: undefined });
  });
});

it("the measure of a value is about the length of its JSON", () => {
  fc.assert(
    fc.property(anyJson, (value) => {
      const { length } = JSON.stringify(value);
      const { bytes, fault } = measureJson(value, 1e9);
      expect(fault).toBeUndefined();
      // Numbers and what JSON escapes are estimated.
      expect(bytes).toBeGreaterThan(length / 7);
      expect(bytes).toBeLessThan(length * 4 + 3);
    }),
  );
});

describe("a schema", () => {
  const JSON_SCHEMA = { type: "object", properties: { target: { type: "string" } }, required: ["target"] } as const;

  it.each([
    ["of zod", z.object({ target: z.string() })],
    ["in JSON Schema", JSON_SCHEMA],
  ])("%s lets through what fits it, as it is, for the types of its pattern", (_, schema) => {
    const { bus, publish } = setUp();
    const undefine = bus.defineSchema("deploy.*", schema);
    publish({ target: "production", more: 1 });
    expect(() => publish({ target: 1 })).toThrowError(coded("EVENT_DATA_INVALID", "target: "));
    bus.publish("other", {}, { component: "test" });
    bus.publish("deploy.started", {}, { component: "hookloom" });
    undefine();
    publish({ target: 1 });
  });

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ["required fields that it says nothing else of", { required: ["target"] }, { target: null }, { other: 1 }],
    ["fields without saying that the data is an object", { properties: { n: { type: "integer" } } }, { n: 1 }, { n: 1.5 }],
    [
      "required fields deep inside",
      { properties: { list: { type: "array", items: { type: "object", required: ["id"] } } } },
      { list: [{ id: 1 }] },
      { list: [{}] },
    ],
    [
      "definitions",
      { $defs: { id: { type: "object", required: ["id"] } }, type: "object", properties: { at: { $ref: "#/$defs/id" } } },
      { at: { id: 1 } },
      { at: {} },
    ],
  ])("in JSON Schema may have %s", (_, schema, good, bad) => {
    const { bus, publish } = setUp();
    bus.defineSchema("deploy.*", schema);
    publish(good);
    expect(() => publish(bad)).toThrowError(coded("EVENT_DATA_INVALID", "schema"));
  });

  it("that is none is refused, and so is one that does not answer at once", () => {
    const { bus, publish } = setUp();
    expect(() => bus.defineSchema("a", "string" as never)).toThrowError(coded("EVENT_OPTIONS_INVALID", "neither"));
    const untyped = { properties: { inside: { required: ["a"] } } };
    expect(() => bus.defineSchema("a", untyped)).toThrowError(
      coded("EVENT_OPTIONS_INVALID", "schema.properties.inside says something about objects"),
    );
    expect(() => bus.defineSchema("a", { if: {} })).toThrowError(coded("EVENT_OPTIONS_INVALID", "not supported"));
    expect(() => bus.defineSchema("a", { type: "nonsense" })).toThrowError(coded("EVENT_OPTIONS_INVALID", "nonsense"));
    bus.defineSchema("deploy.**", z.object({}).refine(() => Promise.resolve(true)) as never);
    expect(() => publish({})).toThrowError(coded("EVENT_DATA_INVALID", "takes its time"));
  });
});

it("an event that was made elsewhere is checked whoever it says it is of", () => {
  const { bus } = setUp({ maxPayloadBytes: 1000 });
  bus.defineSchema("deploy.*", { type: "object", required: ["target"] });
  const event = { id: "1", timestamp: "2026-01-01T00:00:00Z", version: "1.0", source: { component: "hookloom" } };
  expect(() => bus.forward({ ...event, event_type: "a", data: { text: "x".repeat(1000) } })).toThrowError(
    coded("EVENT_TOO_LARGE", "1000"),
  );
  expect(() => bus.forward({ ...event, event_type: "deploy.x", data: {} })).toThrowError(coded("EVENT_DATA_INVALID", "schema"));
  expect(bus.forward({ ...event, event_type: "deploy.x", data: { target: 1 } })).toBe(1);
});

it("each component publishes so many events a second; those of Hookloom itself are not counted", () => {
  const { clock, publish } = setUp({ maxPerSecond: 10 });
  for (let count = 0; count < 10; count += 1) publish({});
  expect(() => publish({})).toThrowError(coded("EVENT_RATE_LIMITED", "10 events a second"));
  publish({}, "other");
  for (let count = 0; count < 100; count += 1) publish({}, "hookloom");
  clock.advance(250);
  publish({});
  publish({});
  expect(() => publish({})).toThrowError(coded("EVENT_RATE_LIMITED", '"test"'));
});
