// The routes of events: looking back, following, and taking in what was made elsewhere. `app.ts` mounts them.

import { parseEventValue } from "../events/interop/json-lines.ts";
import type { EventQuery } from "../events/storage/event-store.ts";
import type { SubscriptionOptions } from "../events/subscription.ts";
import type { RuntimeEvents } from "../runtime/runtime.ts";
import { feedOf } from "./event-feed.ts";
import { eventQuery, eventsRequest, eventStreamQuery, timeOf } from "./event-requests.ts";
import { parseAsked } from "./parse-asked.ts";
import type { EventsView, EventsAnswer } from "./schemas.ts";

/** Events that wait for a client that is slow. */
const CLIENT_CAPACITY = 1000;
const DEFAULT_LIMIT = 100;

type Parameters = Readonly<Record<string, string>>;

/**
 * `GET /v1/events`: events that are kept, and the position of the last one.
 * @throws HookloomError REQUEST_INVALID, EVENT_PATTERN_INVALID, EVENT_STORE_MISSING
 */
export function queryEvents(events: RuntimeEvents, parameters: Parameters): EventsView {
  const { pattern, after, since, until, correlation_id, component, limit, newest } = parseAsked(
    eventQuery,
    parameters,
    "The query",
  );
  const query: EventQuery = {
    ...(pattern !== undefined && { pattern }),
    ...(after !== undefined && { after: Number(after) }),
    ...(since !== undefined && { sinceMs: timeOf(since)! }),
    ...(until !== undefined && { untilMs: timeOf(until)! }),
    ...(correlation_id !== undefined && { correlationId: correlation_id }),
    ...(component !== undefined && { component }),
    limit: Number(limit ?? DEFAULT_LIMIT),
    newest: newest === "true",
  };
  const found = events.query(query).map(({ position, event }) => ({ position, event }));
  return { events: found, last_position: found.at(-1)?.position ?? null };
}

/**
 * `GET /v1/events/stream`: events as they come, as server-sent events; beginning in the past if asked to, or when a client comes
 * back with the id of the last event it got.
 * @throws HookloomError REQUEST_INVALID, EVENT_PATTERN_INVALID, EVENT_STORE_MISSING
 */
export function streamEvents(
  events: RuntimeEvents,
  parameters: Parameters,
  lastEventId: string | undefined,
  closing: AbortSignal,
): Response {
  const asked = { ...parameters, ...(lastEventId !== undefined && { after: lastEventId }) };
  const { pattern = "**", after, since, speed } = parseAsked(eventStreamQuery, asked, "The query");
  const options: SubscriptionOptions = {
    capacity: CLIENT_CAPACITY,
    ...(after !== undefined && { after: Number(after) }),
    ...(since !== undefined && { sinceMs: timeOf(since)! }),
    ...(speed !== undefined && { speed: Number(speed) }),
  };
  return new Response(feedOf(events.stream(pattern, options), closing), {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/**
 * `POST /v1/events`: publishes events that were made elsewhere, ours or CloudEvents, with their own ids and times.
 * @throws HookloomError REQUEST_INVALID, EVENT_DATA_INVALID before anything is published; EVENT_TOO_LARGE
 */
export function takeEvents(events: RuntimeEvents, body: unknown): EventsAnswer {
  const parsed = parseAsked(eventsRequest, body, "The body").events.map(parseEventValue);
  const wanted = parsed.filter((event) => events.forward(event) !== undefined);
  return { events: parsed.length, published: wanted.length };
}
