// Counts what the event bus carries. `metrics.ts` calls it.

import type { Disposer } from "../../foundation/disposer.ts";
import type { BuiltinEnvironment } from "../builtin.ts";
import type { Labels, Meters } from "./meters.ts";

const COUNTS = {
  published: "Events that somebody subscribes to.",
  delivered: "Events that subscribers got.",
  dropped: "Events for which a subscriber had no room.",
} as const;

/** Counts from what the bus says of itself whenever the metrics are asked for, and times its searches until it is disposed of. */
export function countEvents(meters: Meters, { eventActivity: read, watchSearches }: BuiltinEnvironment): Disposer {
  for (const count of ["published", "delivered", "dropped"] as const) {
    meters.collected(`events_${count}_total`, COUNTS[count], () => read()[count]);
  }
  meters.gauge("subscription_queue_depth", "Events that wait in a queue.", ["subscription"], () =>
    read().subscriptions.map(({ name, queued }): [Labels, number] => [{ subscription: name }, queued]),
  );
  const searches = "Searches for the patterns that a new type of event matches.";
  const durations = meters.histogram("pattern_match_duration_seconds", searches);
  return watchSearches((durationMs) => durations({}, durationMs));
}
