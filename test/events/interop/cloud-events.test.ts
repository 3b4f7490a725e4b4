import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCloudEvent, toCloudEvent } from "../../../src/events/interop/cloud-events.ts";
import type { UniversalEvent } from "../../../src/model/events.ts";
import { anyEvent } from "./arbitrary-event.ts";

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const EVENT: UniversalEvent = {
  id: "019b7742-0000-7000-8000-000000000001",
  event_type: "tool.failed",
  timestamp: "2026-01-01T00:00:00.000Z",
  version: "2.0",
  source: { component: "guards/spend guard.lua", instance_id: "i", correlation_id: "c" },
  data: { n: 1 },
  metadata: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", depth: 2 },
};
const CLOUD_EVENT = {
  specversion: "1.0",
  id: "019b7742-0000-7000-8000-000000000001",
  source: "guards/spend%20guard.lua",
  type: "tool.failed",
  time: "2026-01-01T00:00:00.000Z",
  datacontenttype: "application/json",
  correlationid: "c",
  instanceid: "i",
  dataversion: "2.0",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  hookloommetadata: '{"depth":2}',
  data: { n: 1 },
};

describe("an event", () => {
  it("is a CloudEvent with its parts as attributes, and comes back", () => {
    expect(toCloudEvent(EVENT)).toEqual(CLOUD_EVENT);
    expect(fromCloudEvent(CLOUD_EVENT)).toEqual(EVENT);
  });

  it("comes back from a CloudEvent as it was, whatever is in it", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        expect(fromCloudEvent(json(toCloudEvent(event)))).toEqual(json(event));
      }),
    );
  });

  it("as a CloudEvent keeps to the names and types that attributes may have", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const { data: _, ...attributes } = toCloudEvent(event);
        for (const [name, value] of Object.entries(attributes)) {
          expect(name).toMatch(/^[a-z0-9]{1,20}$/);
          expect(["string", "number", "boolean"]).toContain(typeof value);
        }
        expect(URL.canParse(attributes.source, "https://base.example/")).toBe(true);
      }),
    );
  });
});

describe("a CloudEvent of others", () => {
  const FOREIGN = {
    specversion: "1.0",
    id: "A234-1234-1234",
    source: "https://github.com/cloudevents/spec/pull?x=%2F",
    type: "com.github.pull_request.opened",
    time: "2018-04-05T17:31:00Z",
    subject: "123",
    dataschema: "https://example.com/schema",
    datacontenttype: "application/vnd.github+json; charset=utf-8",
    partitionkey: "k",
    sampledrate: 5,
    data: { action: "opened" },
  };

  it("is an event, and goes back with every attribute it had", () => {
    const event = fromCloudEvent(FOREIGN);
    expect(event).toMatchObject({ event_type: FOREIGN.type, source: { component: FOREIGN.source }, data: FOREIGN.data });
    const { datacontenttype: _, ...attributes } = FOREIGN;
    expect(toCloudEvent(event)).toEqual({ ...attributes, datacontenttype: "application/json" });
  });

  it.each([
    ["of another version", { specversion: "0.3" }, "specversion"],
    ["with binary data", { data_base64: "AA==" }, "binary"],
    ["with data that is no object", { data: [1] }, '"data"'],
    ["with data that is no JSON", { datacontenttype: "text/xml" }, "datacontenttype"],
    ["with a type that is none here", { type: "Com.Example" }, "event_type"],
    ["without a time", { time: undefined }, "time"],
    ["without a source", { source: undefined }, "source.component"],
    ["with metadata of ours that are broken", { hookloommetadata: "{" }, "hookloommetadata"],
  ])("%s is refused", (_, change, named) => {
    expect(() => fromCloudEvent({ ...FOREIGN, ...change })).toThrowError(
      expect.objectContaining({ code: "EVENT_DATA_INVALID", message: expect.stringContaining(named) as string }),
    );
  });
});
