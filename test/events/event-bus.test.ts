import { expect, test } from "vitest";
import { EventBus } from "../../src/events/event-bus.ts";
import type { UniversalEvent } from "../../src/model/events.ts";
import { ManualClock } from "../support/manual-clock.ts";

const SOURCE = { component: "test" };

function createBus(): { bus: EventBus; errors: unknown[] } {
  const errors: unknown[] = [];
  let next = 0;
  const bus = new EventBus(
    new ManualClock(),
    () => `id-${(next += 1)}`,
    (error) => errors.push(error),
  );
  return { bus, errors };
}

const delivered = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("an event reaches every subscriber whose pattern matches, in the order published", async () => {
  const { bus } = createBus();
  const all: string[] = [];
  const tools: string[] = [];
  bus.subscribe("**", ({ event_type: type }) => all.push(type));
  bus.subscribe("tool.*", ({ event_type: type }) => tools.push(type));
  for (const type of ["tool.started", "agent.started", "tool.ended"]) bus.publish(type, {}, SOURCE);
  await delivered();
  expect(all).toEqual(["tool.started", "agent.started", "tool.ended"]);
  expect(tools).toEqual(["tool.started", "tool.ended"]);
});

test("an event carries id, type, time, version, source and data", async () => {
  const { bus } = createBus();
  const events: UniversalEvent[] = [];
  bus.subscribe("a.b", (event) => events.push(event));
  bus.publish("a.b", { n: 1 }, { component: "x", correlation_id: "c" });
  await delivered();
  expect(events).toEqual([
    {
      id: "id-1",
      event_type: "a.b",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      version: "1.0",
      source: { component: "x", correlation_id: "c" },
      data: { n: 1 },
    },
  ]);
});

test("publishing does not wait for subscribers", () => {
  const { bus } = createBus();
  let called = false;
  bus.subscribe("a", () => (called = true));
  bus.publish("a", {}, SOURCE);
  expect(called).toBe(false);
});

test("an event that nobody wants is not even made", () => {
  const { bus } = createBus();
  bus.subscribe("b", () => {});
  expect(bus.wants("a")).toBe(false);
  expect(bus.publish("a", {}, SOURCE)).toBeUndefined();
});

test("what is wanted changes with the subscriptions", () => {
  const { bus } = createBus();
  expect(bus.wants("a")).toBe(false);
  const unsubscribe = bus.subscribe("*", () => {});
  expect(bus.wants("a")).toBe(true);
  unsubscribe();
  expect(bus.wants("a")).toBe(false);
});

test("a subscriber that throws harms no other, and is reported", async () => {
  const { bus, errors } = createBus();
  const seen: string[] = [];
  bus.subscribe("**", () => {
    throw new Error("mine");
  });
  bus.subscribe("**", ({ event_type: type }) => seen.push(type));
  bus.publish("a", {}, SOURCE);
  bus.publish("b", {}, SOURCE);
  await delivered();
  expect(seen).toEqual(["a", "b"]);
  expect(errors).toHaveLength(2);
});

test("an event published by a subscriber is delivered after the present ones", async () => {
  const { bus } = createBus();
  const seen: string[] = [];
  bus.subscribe("a", () => bus.publish("c", {}, SOURCE));
  bus.subscribe("**", ({ event_type: type }) => seen.push(type));
  bus.publish("a", {}, SOURCE);
  bus.publish("b", {}, SOURCE);
  await delivered();
  expect(seen).toEqual(["a", "b", "c"]);
});

test("conditions on the data keep events away that do not fulfil them", async () => {
  const { bus } = createBus();
  const seen: unknown[] = [];
  bus.subscribe("tool.*", ({ data }) => seen.push(data), { where: { duration_ms: { gt: 100 }, "tool.name": "Bash" } });
  bus.publish("tool.ended", { duration_ms: 101, tool: { name: "Bash" } }, SOURCE);
  bus.publish("tool.ended", { duration_ms: 100, tool: { name: "Bash" } }, SOURCE);
  bus.publish("tool.ended", { duration_ms: 101, tool: { name: "Read" } }, SOURCE);
  await delivered();
  expect(seen).toEqual([{ duration_ms: 101, tool: { name: "Bash" } }]);
});

test("a malformed condition is refused, and so is a type that is none", () => {
  const { bus } = createBus();
  const subscribe = () => bus.subscribe("a", () => {}, { where: { n: { above: 1 } as never } });
  expect(subscribe).toThrowError(expect.objectContaining({ code: "EVENT_PATTERN_INVALID" }));
  bus.subscribe("**", () => {});
  for (const eventType of ["Tool", "a..b", "a".repeat(257)]) {
    expect(() => bus.publish(eventType, {}, SOURCE)).toThrowError(expect.objectContaining({ code: "EVENT_TYPE_INVALID" }));
  }
});
