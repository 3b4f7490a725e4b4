// The points around the host's own events. Their fields are those of the universal event, so that an event is their data as
// it is. `catalogue.ts` joins them.

import { DECISION_RESULTS, FAILURE_RESULTS, OBSERVER_RESULTS } from "./allowed-results.ts";
import { FAILURE, optional, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const EVENT = {
  id: optional("string", "Id of the event."),
  event_type: required("string", "Dotted type of the event."),
  data: optional("object", "What the event says."),
  source: optional("object", "Where the event comes from."),
  metadata: optional("object", "What is said about the event."),
} as const;

/** Events on their way. */
export const EVENT_POINTS = [
  {
    name: "BeforeEventEmit",
    group: "event",
    summary: "Fires before an event is published.",
    mode: "gate",
    fields: EVENT,
    primary: "data",
    allowed: DECISION_RESULTS,
    after: "AfterEventEmit",
    aliases: [],
    example: { event_type: "order.placed", data: { order: 17 } },
  },
  {
    name: "AfterEventEmit",
    group: "event",
    summary: "Fires when an event has been handed to its subscribers.",
    mode: "observe",
    fields: {
      ...EVENT,
      delivered: optional("integer", "Subscribers that it was handed to."),
      dropped: optional("integer", "Subscribers whose queue had no room for it."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { event_type: "order.placed", data: { order: 17 }, delivered: 3, dropped: 0 },
  },
  {
    name: "EventHandlerError",
    group: "event",
    summary: "Fires when a subscriber has failed to handle an event.",
    mode: "transform",
    fields: { ...EVENT, ...FAILURE, subscription_id: optional("string", "The subscription whose handler failed.") },
    primary: "error",
    allowed: FAILURE_RESULTS,
    aliases: [],
    example: { event_type: "order.placed", subscription_id: "billing", error: "the database is away" },
  },
] as const satisfies readonly HookPoint[];
