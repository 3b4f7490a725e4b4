// Counts what the event bus carries. `metrics.ts` calls it.

import type { EventActivity } from "../builtin.ts";
import type { Labels, Meters } from "./meters.ts";

/** Counts from what the bus says of itself whenever the metrics are asked for. */
export function countEvents(meters: Meters, read: () => EventActivity): void {
  const published = createDifference();
  meters.collected("events_published_total", "Events that somebody subscribes to.", () => published("all", read().published));
  for (const count of ["delivered", "dropped"] as const) {
    const difference = createDifference();
    meters.collected(`events_${count}_total`, `Events that subscribers got, or not: ${count}.`, () =>
      read().subscriptions.reduce((sum, each) => sum + difference(each.name, each[count]), 0),
    );
  }
  meters.gauge("subscription_queue_depth", "Events that wait in a queue.", ["subscription"], () =>
    read().subscriptions.map(({ name, queued }): [Labels, number] => [{ subscription: name }, queued]),
  );
}

/** How much more a count is than it was at the last time; a subscription that is new under an old name begins at 0. */
function createDifference(): (name: string, count: number) => number {
  const known = new Map<string, number>();
  return (name, count) => {
    const before = known.get(name) ?? 0;
    known.set(name, count);
    return count < before ? count : count - before;
  };
}
