// Events from outside, such as lines of a file: what is none is refused with what is wrong with it.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import type { UniversalEvent } from "../../model/events.ts";
import { MAX_TYPE_LENGTH, mayBePublished } from "../event-types.ts";

const FIELDS = ["id", "event_type", "timestamp", "version", "source", "data", "metadata"];
const SOURCE_FIELDS = ["component", "instance_id", "correlation_id"];
const MAX_TEXT_LENGTH = 500;

/**
 * An event of ours, from a value that may be anything.
 * @throws HookloomError EVENT_DATA_INVALID
 */
export function parseEvent(value: unknown): UniversalEvent {
  if (!isJsonObject(value)) throw notAnEvent("it is no object");
  const { id, event_type, timestamp, version = "1.0", source, data, metadata } = value;
  refuseOthers(value, FIELDS, "");
  requireText(id, "id");
  requireText(version, "version");
  if (typeof event_type !== "string" || !mayBePublished(event_type)) {
    throw notAnEvent(`"event_type" is no dotted lower case of at most ${MAX_TYPE_LENGTH} characters`);
  }
  if (typeof timestamp !== "string" || Number.isNaN(Date.parse(timestamp))) throw notAnEvent('"timestamp" is no time');
  if (!isJsonObject(data)) throw notAnEvent('"data" is no object');
  if (metadata !== undefined && !isJsonObject(metadata)) throw notAnEvent('"metadata" is no object');
  return { id, event_type, timestamp, version, source: parseSource(source), data, ...(metadata !== undefined && { metadata }) };
}

function parseSource(source: unknown): UniversalEvent["source"] {
  if (!isJsonObject(source)) throw notAnEvent('"source" is no object');
  refuseOthers(source, SOURCE_FIELDS, "source.");
  const { component, instance_id, correlation_id } = source;
  requireText(component, "source.component");
  if (instance_id !== undefined) requireText(instance_id, "source.instance_id");
  if (correlation_id !== undefined) requireText(correlation_id, "source.correlation_id");
  return {
    component,
    ...(instance_id !== undefined && { instance_id }),
    ...(correlation_id !== undefined && { correlation_id }),
  };
}

function requireText(value: unknown, field: string): asserts value is string {
  if (typeof value === "string" && value !== "" && value.length <= MAX_TEXT_LENGTH) return;
  throw notAnEvent(`"${field}" is no text of 1 to ${MAX_TEXT_LENGTH} characters`);
}

function refuseOthers(value: JsonObject, known: readonly string[], prefix: string): void {
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined) throw notAnEvent(`it has a field "${prefix}${other}"`);
}

/** The error for a value that is no event. */
export function notAnEvent(why: string): HookloomError {
  return new HookloomError("EVENT_DATA_INVALID", `This is no event: ${why}.`);
}
