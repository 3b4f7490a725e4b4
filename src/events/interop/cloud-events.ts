// Events as CloudEvents 1.0 in their JSON format, and back, without losing anything either way.

import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import { isJsonObject } from "../../foundation/json.ts";
import type { UniversalEvent } from "../../model/events.ts";
import { notAnEvent, parseEvent } from "./parse-event.ts";

/** A CloudEvent: the attributes that it must have, and others. */
export interface CloudEvent extends JsonObject {
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  readonly type: string;
}

/** What becomes of the parts of an event that CloudEvents has no attribute for: extensions, whose names are lower case. */
const EXTENSIONS = {
  correlation_id: "correlationid",
  instance_id: "instanceid",
  version: "dataversion",
  metadata: "hookloommetadata",
} as const;
/** Metadata that are attributes of their own (the extension for distributed tracing). */
const TRACING = ["traceparent", "tracestate"] as const;
/** Where attributes of others are kept among the metadata. */
const FOREIGN = "cloudevents";
const OURS = new Set<string>([
  "specversion",
  "id",
  "source",
  "type",
  "time",
  "data",
  "datacontenttype",
  ...Object.values(EXTENSIONS),
  ...TRACING,
]);

/** The event as a CloudEvent. Its component is the source, as a URI reference. */
export function toCloudEvent({ id, event_type, timestamp, version, source, data, metadata }: UniversalEvent): CloudEvent {
  const { attributes, rest } = splitMetadata(metadata);
  return {
    specversion: "1.0",
    id,
    source: encodeReference(source.component),
    type: event_type,
    time: timestamp,
    datacontenttype: "application/json",
    ...(source.correlation_id !== undefined && { [EXTENSIONS.correlation_id]: source.correlation_id }),
    ...(source.instance_id !== undefined && { [EXTENSIONS.instance_id]: source.instance_id }),
    ...(version !== "1.0" && { [EXTENSIONS.version]: version }),
    ...attributes,
    // Attributes are no objects, so it is a text.
    ...(rest !== undefined && { [EXTENSIONS.metadata]: JSON.stringify(rest) }),
    data,
  };
}

/**
 * The event that a CloudEvent is. Attributes we do not know are kept among the metadata.
 * @throws HookloomError EVENT_DATA_INVALID when it is none, or its type or data is not what events have here
 */
export function fromCloudEvent(value: unknown): UniversalEvent {
  if (!isJsonObject(value) || value.specversion !== "1.0") throw notAnEvent('its "specversion" is not "1.0"');
  const { id, source, type, time, data = {}, datacontenttype = "application/json" } = value;
  if (typeof datacontenttype !== "string" || !/^[^;]*[/+]json *(;|$)/i.test(datacontenttype))
    throw notAnEvent('its "datacontenttype" is not JSON');
  if (value.data_base64 !== undefined) throw notAnEvent("its data is binary");
  if (time === undefined) throw notAnEvent('it has no "time"');
  const metadata = joinMetadata(value);
  return parseEvent({
    id,
    event_type: type,
    timestamp: time,
    version: value[EXTENSIONS.version],
    source: {
      component: typeof source === "string" ? decodeReference(source) : source,
      ...(value[EXTENSIONS.instance_id] !== undefined && { instance_id: value[EXTENSIONS.instance_id] }),
      ...(value[EXTENSIONS.correlation_id] !== undefined && { correlation_id: value[EXTENSIONS.correlation_id] }),
    },
    data,
    ...(metadata !== undefined && { metadata }),
  });
}

function splitMetadata(metadata: JsonObject = {}): { attributes: JsonObject; rest: JsonObject | undefined } {
  const attributes: Record<string, JsonValue> = {};
  const rest: Record<string, JsonValue | undefined> = { ...metadata };
  for (const name of TRACING) {
    if (typeof metadata[name] !== "string") continue;
    attributes[name] = metadata[name];
    delete rest[name];
  }
  if (isForeign(metadata[FOREIGN])) {
    Object.assign(attributes, metadata[FOREIGN]);
    delete rest[FOREIGN];
  }
  return { attributes, rest: Object.keys(rest).length === 0 ? undefined : rest };
}

function joinMetadata(value: JsonObject): JsonObject | undefined {
  const text = value[EXTENSIONS.metadata];
  const foreign = Object.entries(value).filter(([name]) => !OURS.has(name));
  const joined = {
    ...(text !== undefined && parseMetadata(text)),
    ...Object.fromEntries(TRACING.filter((name) => value[name] !== undefined).map((name) => [name, value[name]])),
    ...(foreign.length > 0 && { [FOREIGN]: Object.fromEntries(foreign) }),
  };
  return Object.keys(joined).length === 0 ? undefined : joined;
}

/** Whether a value may stand among attributes: what came from there may, anything else stays metadata. */
function isForeign(value: unknown): value is JsonObject {
  return (
    isJsonObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(
      ([name, each]) => /^[a-z0-9]{1,20}$/.test(name) && !OURS.has(name) && ["string", "number", "boolean"].includes(typeof each),
    )
  );
}

function parseMetadata(text: unknown): JsonObject {
  try {
    const metadata: unknown = JSON.parse(String(text));
    if (isJsonObject(metadata)) return metadata;
  } catch {
    // Said below.
  }
  throw notAnEvent(`its "${EXTENSIONS.metadata}" is no object in JSON`);
}

/** A component as a URI reference. Escapes that `decodeURI` leaves as they are, such as %2F, are not escaped again. */
function encodeReference(component: string): string {
  return encodeURI(component.toWellFormed()).replaceAll(/%25(2[346BCF]|3[ABDF]|40)/gi, "%$1");
}

/** Undoes it; a reference of others that it cannot have made stays as it is. */
function decodeReference(source: string): string {
  try {
    const component = decodeURI(source);
    return encodeReference(component) === source ? component : source;
  } catch {
    return source;
  }
}
