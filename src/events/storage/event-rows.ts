// Events as rows of the table of `sqlite-store.ts`, and back. Types and components are numbers there, and what most events have
// alike is not written: so an event is read back faster than its whole JSON could be parsed.

import type { JsonObject } from "../../foundation/json.ts";
import { timestampOf } from "../../foundation/timestamps.ts";
import type { UniversalEvent } from "../../model/events.ts";
import type { Publication } from "../publication.ts";
import type { Names } from "./names.ts";

/** In the order of the table's columns. */
export type EventRow = [
  position: number,
  timeMs: number,
  type: number,
  component: number,
  correlationId: string | null,
  id: string,
  data: string,
  rest: string | null,
];

/** An event that is to be written: its texts are made when it is appended, so that later changes of it do not count. */
export interface UnwrittenEvent {
  readonly publication: Publication;
  readonly timeMs: number;
  readonly data: string;
  readonly rest: string | null;
}

/** What has no column of its own. */
interface Rest {
  version?: string;
  timestamp?: string;
  instance_id?: string;
  metadata?: JsonObject;
}

const USUAL_VERSION = "1.0";

/** The texts of an event. */
export function prepareEvent(publication: Publication): UnwrittenEvent {
  const { version, timestamp, source, metadata, data } = publication.event;
  const rest: Rest = {};
  const timeMs = Date.parse(timestamp);
  if (version !== USUAL_VERSION) rest.version = version;
  if (timestampOf(timeMs) !== timestamp) rest.timestamp = timestamp;
  if (source.instance_id !== undefined) rest.instance_id = source.instance_id;
  if (metadata !== undefined) rest.metadata = metadata;
  const isUsual = Object.keys(rest).length === 0;
  return { publication, timeMs, data: JSON.stringify(data), rest: isUsual ? null : JSON.stringify(rest) };
}

/** The row of an event; to be called inside the transaction that writes it, as names may be new. */
export function writeRow({ publication, timeMs, data, rest }: UnwrittenEvent, names: Names): EventRow {
  const { event, position } = publication;
  const { component, correlation_id } = event.source;
  return [
    position,
    timeMs,
    names.numberOf(event.event_type),
    names.numberOf(component),
    correlation_id ?? null,
    event.id,
    data,
    rest,
  ];
}

/** The event of a row. Most have nothing that needs a second look, and replaying reads very many. */
export function readRow([position, timeMs, type, component, correlationId, id, text, rest]: EventRow, names: Names): Publication {
  const data = JSON.parse(text) as JsonObject;
  const source =
    correlationId === null
      ? { component: names.textOf(component) }
      : { component: names.textOf(component), correlation_id: correlationId };
  const event = { id, event_type: names.textOf(type), timestamp: timestampOf(timeMs), version: USUAL_VERSION, source, data };
  return { event: rest === null ? event : withRest(event, JSON.parse(rest) as Rest), position, stored: true };
}

function withRest(event: UniversalEvent, { version, timestamp, instance_id, metadata }: Rest): UniversalEvent {
  const { component, correlation_id } = event.source;
  return {
    ...event,
    ...(version !== undefined && { version }),
    ...(timestamp !== undefined && { timestamp }),
    source: {
      component,
      ...(instance_id !== undefined && { instance_id }),
      ...(correlation_id !== undefined && { correlation_id }),
    },
    ...(metadata !== undefined && { metadata }),
  };
}
