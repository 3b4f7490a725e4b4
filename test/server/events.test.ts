// Events over HTTP: a runtime without scripts, its server, and what clients get.

import { request, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRuntime, toCloudEvent, type Runtime, type UniversalEvent } from "../../src/index.ts";
import { readFeed, type FeedMessage } from "../../src/server/read-feed.ts";
import { createServer, type HookServer } from "../../src/server/server.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

const SOURCE = { component: "test", correlation_id: "c" };
const logger = createRecordingLogger();

let runtime: Runtime;
let server: HookServer;
let url: string;

beforeAll(async () => {
  runtime = await createRuntime({ logger, events: { storage: "memory", keep: ["kept.**"] } });
  server = createServer(runtime, { logger, anonymous: "operate" });
  ({ url } = await server.start());
});
afterAll(async () => {
  await server.close();
  await runtime.close();
});

async function get(path: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${url}${path}`);
  return { status: response.status, body: await response.json() };
}

const post = (body: unknown): Promise<Response> =>
  fetch(`${url}/v1/events`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Follows a stream; `next` answers its next message. */
async function follow(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ next(): Promise<FeedMessage | "end">; response: IncomingMessage }> {
  const response = await new Promise<IncomingMessage>((resolve) =>
    request(`${url}${path}`, { headers, agent: false }, resolve).end(),
  );
  const messages = readFeed(response.setEncoding("utf8") as AsyncIterable<string>);
  return { response, next: async () => (await messages.next()).value ?? "end" };
}

const publish = (type: string, n: number): UniversalEvent => runtime.events.publish(type, { n }, SOURCE)!;

describe("GET /v1/events", () => {
  it("answers what is kept and asked for, with positions", async () => {
    const events = [1, 2, 3].map((n) => publish("kept.query", n));
    const { body } = await get("/v1/events?pattern=kept.query&correlation_id=c&component=test&limit=2");
    expect(body.events.map(({ event }: { event: unknown }) => event)).toEqual(events.slice(0, 2));
    expect(body.last_position).toBe(body.events[1].position);
    const rest = await get(`/v1/events?pattern=kept.query&after=${body.last_position}`);
    expect(rest.body.events).toMatchObject([{ event: { data: { n: 3 } } }]);
    expect((await get("/v1/events?pattern=kept.query&newest=true&limit=1")).body.events).toMatchObject([
      { event: { data: { n: 3 } } },
    ]);
    expect((await get("/v1/events?since=2100-01-01T00:00:00Z")).body).toEqual({ events: [], last_position: null });
    expect((await get(`/v1/events?pattern=kept.query&until=${Date.parse("2100-01-01")}`)).body.events).toHaveLength(3);
  });

  it.each([
    ["/v1/events?patern=a", "The query has no field", "REQUEST_INVALID"],
    ["/v1/events?since=soon", "ISO 8601", "REQUEST_INVALID"],
    ["/v1/events?after=-1", "whole number", "REQUEST_INVALID"],
    ["/v1/events/stream?after=1&speed=0", "above 0", "REQUEST_INVALID"],
    ["/v1/events?pattern=a..b", "segment", "EVENT_PATTERN_INVALID"],
    ["/v1/events/stream?pattern=a..b", "segment", "EVENT_PATTERN_INVALID"],
  ])("%s is refused", async (path, message, code) => {
    expect(await get(path)).toMatchObject({
      status: 400,
      body: { error: { code, message: expect.stringContaining(message) as string } },
    });
  });
});

describe("GET /v1/events/stream", () => {
  it("says that it is live, then sends events as they come, with their positions as ids", async () => {
    const { next, response } = await follow("/v1/events/stream?pattern=kept.live");
    expect(response.headers["content-type"]).toBe("text/event-stream");
    expect(await next()).toEqual({ kind: "live" });
    const event = publish("kept.live", 1);
    expect(await next()).toEqual({ kind: "event", position: expect.any(Number) as number, event });
    response.destroy();
    await expect.poll(() => runtime.events.stats().subscriptions).toEqual([]);
  });

  it("goes on after the last event a client got, or where it is asked to begin", async () => {
    for (const n of [1, 2, 3]) publish("kept.resume", n);
    const first = await follow("/v1/events/stream?pattern=kept.resume&after=0");
    const message = (await first.next()) as FeedMessage & { kind: "event" };
    expect(message.event.data).toEqual({ n: 1 });
    first.response.destroy();
    const again = await follow("/v1/events/stream?pattern=kept.resume", { "last-event-id": String(message.position) });
    const numbers: unknown[] = [];
    for (let next = await again.next(); next !== "end" && next.kind === "event"; next = await again.next())
      numbers.push(next.event.data.n);
    expect(numbers).toEqual([2, 3]);
    publish("kept.resume", 4);
    expect(await again.next()).toMatchObject({ event: { data: { n: 4 } } });
    again.response.destroy();
  });

  it("drops events for a client that does not read, holds nobody up, and says how many it dropped", async () => {
    const { next, response } = await follow("/v1/events/stream?pattern=large");
    expect(await next()).toEqual({ kind: "live" });
    response.pause();
    const text = "x".repeat(10_000);
    for (let round = 0; round < 60; round += 1) {
      for (let count = 0; count < 100; count += 1) runtime.events.publish("large", { text }, SOURCE);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { dropped } = runtime.events.stats().subscriptions.find(({ pattern }) => pattern === "large")!;
    expect(dropped).toBeGreaterThan(0);
    let received = 0;
    let told = 0;
    while (received + told < 6000) {
      const message = await next();
      if (message === "end") break;
      if (message.kind === "dropped") told += message.dropped;
      if (message.kind === "event") received += 1;
    }
    expect(received + told).toBe(6000);
    expect(told).toBe(dropped);
    response.destroy();
  });
});

describe("POST /v1/events", () => {
  it("publishes events with their own ids and times, ours and CloudEvents", async () => {
    const event = {
      id: "mine",
      event_type: "kept.posted",
      timestamp: "2020-01-01T00:00:00.000Z",
      version: "1.0",
      source: { component: "x" },
      data: { n: 1 },
    };
    const response = await post({
      events: [event, toCloudEvent({ ...event, id: "cloud" }), { ...event, event_type: "unwanted" }],
    });
    expect(await response.json()).toEqual({ events: 3, published: 2 });
    const kept = runtime.events.query({ pattern: "kept.posted" }).map((publication) => publication.event);
    expect(kept).toEqual([event, { ...event, id: "cloud" }]);
  });

  it("publishes nothing when one of them is none", async () => {
    const event = {
      id: "1",
      event_type: "kept.refused",
      timestamp: "2020-01-01T00:00:00Z",
      version: "1.0",
      source: { component: "x" },
      data: {},
    };
    for (const wrong of [{ data: 1 }, { event_type: `kept.${"x".repeat(300)}` }]) {
      const response = await post({ events: [event, { ...event, ...wrong }] });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: "EVENT_DATA_INVALID" } });
    }
    expect((await post({ event })).status).toBe(400);
    expect(runtime.events.query({ pattern: "kept.refused" })).toEqual([]);
  });
});

it("streams end at once when the server closes", async () => {
  const other = createServer(runtime, { logger, anonymous: "operate" });
  const address = await other.start();
  const response = await new Promise<IncomingMessage>((resolve) =>
    request(`${address.url}/v1/events/stream`, { agent: false }, resolve).end(),
  );
  const messages = readFeed(response.setEncoding("utf8") as AsyncIterable<string>);
  expect((await messages.next()).value).toEqual({ kind: "live" });
  const begun = performance.now();
  await other.close();
  expect(performance.now() - begun).toBeLessThan(4000);
  expect((await messages.next()).done).toBe(true);
});
