// What the daemon answers about events, as schemas. `schemas.ts` has them with all others.

import { z } from "zod";
import { count, object, time } from "./schema-parts.ts";

const event = z
  .strictObject({
    id: z.string(),
    event_type: z.string(),
    timestamp: time,
    version: z.string().meta({ description: "Of the type's data." }),
    source: z.strictObject({
      component: z.string(),
      instance_id: z.string().exactOptional(),
      correlation_id: z.string().exactOptional(),
    }),
    data: object,
    metadata: object.exactOptional(),
  })
  .meta({ id: "Event" });

export const events = z
  .strictObject({
    events: z.array(z.strictObject({ position: count, event })),
    last_position: count.nullable().meta({ description: "Of the last of these; the next page begins after it." }),
  })
  .meta({ id: "Events" });

export const subscriptions = z
  .strictObject({
    subscriptions: z.array(
      z.strictObject({
        name: z
          .string()
          .meta({ description: "`websocket-<client>/<id>` for those of a WebSocket, `<script>#<n>` for those of a script." }),
        pattern: z.string(),
        queued: count.meta({ description: "Events that wait." }),
        capacity: count.meta({ description: "How many may." }),
        delivered: count,
        dropped: count.meta({ description: "Events for which there was no room." }),
        failed: count.meta({ description: "How often the listener failed." }),
      }),
    ),
  })
  .meta({ id: "Subscriptions" });

export const eventsAnswer = z
  .strictObject({ events: count, published: count.meta({ description: "Those that somebody may get." }) })
  .meta({ id: "EventsAnswer" });

export type EventsView = z.infer<typeof events>;
export type EventsAnswer = z.infer<typeof eventsAnswer>;
export type SubscriptionsView = z.infer<typeof subscriptions>;
