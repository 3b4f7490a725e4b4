// Events as lines of JSON, for files and pipes: ours, or CloudEvents, which are known by their `specversion`.

import { HookloomError } from "../../foundation/errors.ts";
import { findPrototypeKey, isJsonObject } from "../../foundation/json.ts";
import type { UniversalEvent } from "../../model/events.ts";
import { fromCloudEvent, toCloudEvent } from "./cloud-events.ts";
import { notAnEvent, parseEvent } from "./parse-event.ts";

export type LineFormat = "hookloom" | "cloudevents";

/** The line of an event, with its line break. */
export function formatLine(event: UniversalEvent, format: LineFormat): string {
  return `${JSON.stringify(format === "cloudevents" ? toCloudEvent(event) : event)}\n`;
}

/**
 * The event of a line. The place says where it is.
 * @throws HookloomError EVENT_DATA_INVALID
 */
export function parseLine(line: string, place: { readonly file: string; readonly line: number }): UniversalEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new HookloomError("EVENT_DATA_INVALID", "This line is no JSON.", { place, cause });
  }
  try {
    return parseEventValue(value);
  } catch (thrown) {
    if (!(thrown instanceof HookloomError)) throw thrown;
    throw new HookloomError(thrown.code, thrown.message, { place, cause: thrown });
  }
}

/**
 * The event that a value of JSON is, ours or a CloudEvent.
 * @throws HookloomError EVENT_DATA_INVALID
 */
export function parseEventValue(value: unknown): UniversalEvent {
  if (findPrototypeKey(value) !== undefined) throw notAnEvent('it has a key "__proto__"');
  return isJsonObject(value) && value.specversion !== undefined ? fromCloudEvent(value) : parseEvent(value);
}
