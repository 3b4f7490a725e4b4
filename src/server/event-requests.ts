// What may be asked about events: the parameters of the routes and the body of `POST /v1/events`. `event-routes.ts` parses with
// them, and the OpenAPI document is made of them.

import { z } from "zod";

const TIME = "must be a time in ISO 8601 or in milliseconds since 1970";

const text = z.string().min(1, "must not be empty");
const whole = z.string().regex(/^\d{1,15}$/, "must be a whole number");
const time = z.string().refine((value) => /^\d{1,15}$/.test(value) || !Number.isNaN(Date.parse(value)), TIME);
const speed = z.string().refine((value) => Number(value) > 0 && Number(value) <= 1_000_000, "must be a number above 0");

const pattern = text.optional().meta({ description: "Pattern of event types; default: all." });
const after = whole.optional().meta({ description: "Only those published after this position." });
const since = time.optional().meta({ description: "Not before it: ISO 8601, or milliseconds since 1970." });

/** The parameters of `GET /v1/events`. */
export const eventQuery = z.strictObject({
  pattern,
  after,
  since,
  until: time.optional().meta({ description: "Before it." }),
  correlation_id: text.optional().meta({ description: "Of one operation." }),
  component: text.optional().meta({ description: "That this component published." }),
  limit: whole.optional().meta({ description: "How many at most; default 100, at most 10000." }),
  newest: z
    .enum(["true", "false"], "must be true or false")
    .optional()
    .meta({ description: "Whether the last ones are wanted." }),
});

/** The parameters of `GET /v1/events/stream`. */
export const eventStreamQuery = z.strictObject({
  pattern,
  after,
  since,
  speed: speed.optional().meta({ description: "How many times faster than they were published those of the past come." }),
});

/** The body of `POST /v1/events`. */
export const eventsRequest = z.strictObject(
  { events: z.array(z.unknown(), "must be a list").meta({ description: "Events, or CloudEvents in JSON." }) },
  "must be an object",
);
eventsRequest.register(z.globalRegistry, { id: "EventsRequest" });

/** Milliseconds since 1970 of a time that was checked. */
export function timeOf(checked: string | undefined): number | undefined {
  if (checked === undefined) return undefined;
  return /^\d+$/.test(checked) ? Number(checked) : Date.parse(checked);
}
