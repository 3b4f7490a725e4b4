// The event bus of a runtime, as its options say, and how hooks publish to it. `runtime.ts` makes one.

import { EventBus } from "../events/event-bus.ts";
import type { Clock } from "../foundation/clock.ts";
import { formatError } from "../foundation/errors.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
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

/** What publishes for hooks in a run. */
export function createEmit(bus: EventBus, logger: Logger): (eventType: string, data: JsonObject, correlationId: string) => void {
  return (eventType, data, correlationId) => {
    try {
      bus.publish(eventType, data, { component: "host", correlation_id: correlationId });
    } catch (thrown) {
      // What a hook decides must not depend on whether its events are taken.
      logger.error({ event_type: eventType }, `an event of a hook was refused: ${formatError(thrown)}`);
    }
  };
}
