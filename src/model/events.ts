// The universal event: the shape of everything the event bus carries.

import type { JsonObject } from "../foundation/json.ts";

/** Where an event comes from. */
export interface EventSource {
  readonly component: string;
  readonly instance_id?: string;
  readonly correlation_id?: string;
}

/** Something that happened. Crosses boundaries as it is, hence snake_case. */
export interface UniversalEvent {
  /** UUIDv7. */
  readonly id: string;
  /** Dotted lower case, such as `tool.execution.completed`. */
  readonly event_type: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  /** Version of the event type's data, such as "1.0". */
  readonly version: string;
  readonly source: EventSource;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
}

const EVENT_TYPE = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;

/** Whether a text may be an event type: dotted lower case. */
export function isEventType(text: string): boolean {
  return EVENT_TYPE.test(text);
}
