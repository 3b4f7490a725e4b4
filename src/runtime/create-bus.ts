// The event bus of a runtime, as its options say. `runtime.ts` makes one.

import { EventBus } from "../events/event-bus.ts";
import type { Clock } from "../foundation/clock.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { Logger } from "../observability/logger.ts";
import { limitsOf, openArchive } from "./event-archive.ts";
import type { RuntimeOptions } from "./runtime-options.ts";

/** Makes the bus. @throws HookloomError EVENT_PATTERN_INVALID, EVENT_STORE_IN_USE, EVENT_STORE_UNUSABLE */
export function createBus(options: RuntimeOptions, clock: Clock, newId: IdSource, logger: Logger): EventBus {
  const { events = {} } = options;
  const bus = new EventBus(
    clock,
    newId,
    (error, event) => logger.error({ event_type: event.event_type }, `a subscriber failed: ${String(error)}`),
    {
      ...limitsOf(events),
      onDropped: (subscription, pattern, dropped) =>
        logger.warn(
          { subscription, pattern, dropped },
          `${subscription} was too slow: ${dropped} events of ${pattern} were dropped`,
        ),
      archive: options.trial === true ? undefined : openArchive(events, options.stateDir, clock, logger),
    },
  );
  for (const [pattern, schema] of Object.entries(events.schemas ?? {})) bus.defineSchema(pattern, schema);
  return bus;
}
