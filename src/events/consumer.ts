// A listener with a name that outlives the process: it goes on where it had come to. An event counts as consumed when the
// listener is done with it, so after a crash the last ones may come again.

import type { Clock } from "../foundation/clock.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { EventListener } from "./listening.ts";
import type { EventStore } from "./storage/event-store.ts";
import type { SubscriptionOptions } from "./subscription.ts";

export interface ConsumerOptions extends Pick<SubscriptionOptions, "where" | "capacity" | "idleMs"> {
  /** Where a consumer begins that was never there before. Default "now". */
  readonly from?: "now" | "beginning";
  /** How often an event is given to a listener that throws, before it is passed over. Default 5. */
  readonly maxAttempts?: number;
  /** The pause before the second attempt, in milliseconds; it doubles with each. Default 1000. */
  readonly retryMs?: number;
}

interface ConsumerParts {
  readonly name: string;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly onError: (error: unknown, event: UniversalEvent) => void;
  readonly isOpen: () => boolean;
}

/** The position after which a consumer begins; one that was never there before is noted. */
export function beginOf(name: string, { from = "now" }: ConsumerOptions, store: EventStore): number {
  const known = store.consumerPosition(name);
  if (known !== undefined) return known;
  const begin = from === "beginning" ? 0 : store.lastPosition;
  store.acknowledge(name, begin);
  return begin;
}

/** A listener that acknowledges what it was done with, and tries again what failed. */
export function acknowledging(
  listener: EventListener,
  { maxAttempts = 5, retryMs = 1000 }: ConsumerOptions,
  parts: ConsumerParts,
): EventListener {
  const { name, store, clock, onError, isOpen } = parts;
  const retry = async (event: UniversalEvent, position: number, first: unknown): Promise<void> => {
    let thrown = first;
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      onError(thrown, event);
      await new Promise<void>((resolve) => clock.after(retryMs * 2 ** (attempt - 1), resolve));
      if (!isOpen()) return;
      try {
        await listener(event, position);
        store.acknowledge(name, position);
        return;
      } catch (again) {
        thrown = again;
      }
    }
    store.acknowledge(name, position);
    throw thrown;
  };
  return (event, position) => {
    try {
      const answer = listener(event, position);
      if (!(answer instanceof Promise)) return store.acknowledge(name, position);
      return answer.then(
        () => store.acknowledge(name, position),
        (thrown: unknown) => retry(event, position, thrown),
      );
    } catch (thrown) {
      return retry(event, position, thrown);
    }
  };
}
