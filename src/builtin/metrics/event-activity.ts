// Counts what the event bus carries. `metrics.ts` calls it.

import type { EventActivity } from "../builtin.ts";
import type { Labels, Meters } from "./meters.ts";

const COUNTS = {
  published: "Events that somebody subscribes to.",
  delivered: "Events that subscribers got.",
  dropped: "Events for which a subscriber had no room.",
} as const;

/** Counts from what the bus says of itself whenever the metrics are asked for. */
export function countEvents(meters: Meters, read: () => EventActivity): void {
  for (const count of ["published", "delivered", "dropped"] as const) {
    meters.collected(`events_${count}_total`, COUNTS[count], () => read()[count]);
  }
  const searches = "Searches for the patterns that a new type of event matches.";
  meters.collected("pattern_match_duration_seconds_count", searches, () => read().searches.count);
  meters.collected("pattern_match_duration_seconds_sum", "Time they took.", () => read().searches.totalMs / 1000);
  meters.gauge("subscription_queue_depth", "Events that wait in a queue.", ["subscription"], () =>
    read().subscriptions.map(({ name, queued }): [Labels, number] => [{ subscription: name }, queued]),
  );
}
