// Carries everything that happens to whoever wants to know. Publishing never waits for a subscriber and never fails because
// of one: events are delivered after the publisher's turn, in order.

import type { Clock } from "../foundation/clock.ts";
import type { Disposer } from "../foundation/disposer.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { Matcher } from "../model/compile-match.ts";
import type { EventSource, UniversalEvent } from "../model/events.ts";
import type { Match } from "../model/match.ts";
import { compileCondition } from "./data-condition.ts";
import { EventTypes } from "./event-types.ts";
import { PatternIndex } from "./pattern-index.ts";

export type EventListener = (event: UniversalEvent) => void;

export interface SubscriptionOptions {
  /** Conditions on the data, in the form of a hook's `match`. Default: none. */
  readonly where?: Match;
}

interface Subscription {
  readonly accepts: Matcher | undefined;
  readonly listener: EventListener;
}

export class EventBus {
  readonly #clock: Clock;
  readonly #newId: IdSource;
  readonly #onListenerError: (error: unknown, event: UniversalEvent) => void;
  readonly #subscriptions = new PatternIndex<Subscription>();
  readonly #types = new EventTypes();
  #queue: { readonly event: UniversalEvent; readonly subscriptions: readonly Subscription[] }[] = [];
  #scheduled = false;

  constructor(clock: Clock, newId: IdSource, onListenerError: (error: unknown, event: UniversalEvent) => void) {
    this.#clock = clock;
    this.#newId = newId;
    this.#onListenerError = onListenerError;
  }

  /**
   * Calls the listener with every event whose type matches a pattern, as `parsePattern` reads it. The disposer ends it.
   * @throws HookloomError EVENT_PATTERN_INVALID
   */
  subscribe(pattern: string, listener: EventListener, { where }: SubscriptionOptions = {}): Disposer {
    const accepts = where === undefined ? undefined : compileCondition(where);
    return this.#subscriptions.add(pattern, { accepts, listener });
  }

  /** Whether anybody may get an event of this type: what is costly to describe need not be published for nobody. */
  wants(eventType: string): boolean {
    return this.#subscriptions.size > 0 && this.#subscriptions.match(eventType).length > 0;
  }

  /**
   * Publishes an event; the event when somebody may get it, else `undefined`.
   * @throws HookloomError EVENT_TYPE_INVALID
   */
  publish(eventType: string, data: JsonObject, source: EventSource): UniversalEvent | undefined {
    if (this.#subscriptions.size === 0) return undefined;
    const subscriptions = this.#subscriptions.match(eventType);
    if (subscriptions.length === 0) return undefined;
    this.#types.assertValid(eventType);
    const timestamp = new Date(this.#clock.now()).toISOString();
    const event: UniversalEvent = { id: this.#newId(), event_type: eventType, timestamp, version: "1.0", source, data };
    this.#queue.push({ event, subscriptions });
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => this.#deliver());
    }
    return event;
  }

  #deliver(): void {
    this.#scheduled = false;
    const queue = this.#queue;
    this.#queue = [];
    for (const { event, subscriptions } of queue) {
      for (const { accepts, listener } of subscriptions) {
        if (accepts?.(event.data) === false) continue;
        try {
          listener(event);
        } catch (thrown) {
          this.#onListenerError(thrown, event);
        }
      }
    }
  }
}
