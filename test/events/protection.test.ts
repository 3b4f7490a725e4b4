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

  it("that is none is refused, and so is one that does not answer at once", () => {
    const { bus, publish } = setUp();
    expect(() => bus.defineSchema("a", "string" as never)).toThrowError(coded("EVENT_OPTIONS_INVALID", "neither"));
    expect(() => bus.defineSchema("a", { type: "nonsense" })).toThrowError(coded("EVENT_OPTIONS_INVALID", "nonsense"));
    bus.defineSchema("deploy.**", z.object({}).refine(() => Promise.resolve(true)) as never);
    expect(() => publish({})).toThrowError(coded("EVENT_DATA_INVALID", "takes its time"));
  });
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
