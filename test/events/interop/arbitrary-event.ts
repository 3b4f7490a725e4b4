// Events with everything that an event may have.

import fc from "fast-check";
import type { UniversalEvent } from "../../../src/model/events.ts";
import { anyJsonObject } from "../../support/arbitrary-json.ts";
import { anyEventType } from "../arbitrary-patterns.ts";

const text = fc.string({ minLength: 1, maxLength: 10, unit: "grapheme" });
const timestamp = fc
  .date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
// Values that JSON keeps: no undefined, no prototype keys.
const object = anyJsonObject.filter((value) => !JSON.stringify(value).includes("__proto__"));

export const anyEvent: fc.Arbitrary<UniversalEvent> = fc.record(
  {
    id: text,
    event_type: anyEventType,
    timestamp: fc.oneof(timestamp, fc.constant("2026-01-01T00:00:00.1234567+02:00")),
    version: fc.oneof(fc.constant("1.0"), text),
    source: fc.record({ component: text, instance_id: text, correlation_id: text }, { requiredKeys: ["component"] }),
    data: object,
    metadata: fc
      .record(
        { traceparent: text, tracestate: fc.oneof(text, fc.constant(1)), more: object, cloudevents: object },
        { requiredKeys: [] },
      )
      .filter((metadata) => Object.keys(metadata).length > 0),
  },
  { requiredKeys: ["id", "event_type", "timestamp", "version", "source", "data"] },
) as fc.Arbitrary<UniversalEvent>;
