// Carries everything that happens to whoever wants to know. Publishing never waits for a subscriber, unless asked to, and never
// fails because of one: events are delivered after the publisher's turn, in order, from a bounded queue for each subscriber.

import type { Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import { timestampOf } from "../foundation/timestamps.ts";
import type { EventSource, UniversalEvent } from "../model/events.ts";
import { Courier } from "./courier.ts";
import { EventStream } from "./event-stream.ts";
import { EventTypes } from "./event-types.ts";
import { listenTo, type EventListener } from "./listening.ts";
import { PatternIndex } from "./pattern-index.ts";
import type { Publication } from "./publication.ts";
import { Subscription, type SubscriptionObserver, type SubscriptionOptions, type SubscriptionStats } from "./subscription.ts";

/** A subscription with a listener; calling it ends it. */
export interface ListenerSubscription extends Disposer {
  /** Resolves when everything that is in its queue now was delivered. */
  drain(): Promise<void>;
  stats(): SubscriptionStats;
}

export interface BusStats {
  /** Events that somebody wanted. */
  readonly published: number;
  readonly subscriptions: readonly SubscriptionStats[];
}

/** Who publishes what the bus says about itself. */
const OURSELVES: EventSource = { component: "hookloom" };

export class EventBus {
  readonly #clock: Clock;
  readonly #newId: IdSource;
  readonly #onListenerError: (error: unknown, event: UniversalEvent) => void;
  readonly #index = new PatternIndex<Subscription>();
  readonly #subscriptions = new Map<Subscription, Disposer>();
  readonly #types = new EventTypes();
  readonly #courier = new Courier();
  readonly #observer: SubscriptionObserver = {
    dropped: (subscription, dropped) => this.#tell("subscription.dropped", subscription, { dropped }),
    expired: (subscription) => this.#tell("subscription.expired", subscription, {}),
    ended: (subscription) => this.#forget(subscription),
  };
  #named = 0;
  #position = 0;
  #closed = false;

  constructor(clock: Clock, newId: IdSource, onListenerError: (error: unknown, event: UniversalEvent) => void) {
    this.#clock = clock;
    this.#newId = newId;
    this.#onListenerError = onListenerError;
  }

  /**
   * Calls the listener with every event whose type matches a pattern, as `parsePattern` reads it, one at a time and in order.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  subscribe(pattern: string, listener: EventListener, options: SubscriptionOptions = {}): ListenerSubscription {
    const subscription = this.#open(pattern, options);
    listenTo(subscription, listener, this.#courier, this.#onListenerError);
    return Object.assign(
      createDisposer(() => subscription.close()),
      { drain: () => subscription.drain(), stats: () => subscription.stats() },
    );
  }

  /**
   * The events whose type matches a pattern, for a loop.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  stream(pattern: string, options: SubscriptionOptions = {}): EventStream {
    return new EventStream(this.#open(pattern, options));
  }

  /** Whether anybody may get an event of this type: what is costly to describe need not be published for nobody. */
  wants(eventType: string): boolean {
    return this.#index.size > 0 && this.#index.match(eventType).length > 0;
  }

  /**
   * Publishes an event, without waiting; the event when somebody may get it, else `undefined`.
   * @throws HookloomError EVENT_TYPE_INVALID
   */
  publish(eventType: string, data: JsonObject, source: EventSource): UniversalEvent | undefined {
    if (this.#index.size === 0) return undefined;
    const subscriptions = this.#index.match(eventType);
    if (subscriptions.length === 0) return undefined;
    const publication = this.#makePublication(eventType, data, source);
    for (const subscription of subscriptions) if (subscription.accepts(publication)) subscription.offer(publication);
    return publication.event;
  }

  /**
   * The same, but waits for room in the queues of subscribers that block.
   * Rejects with EVENT_NOT_ACCEPTED when one that blocks had no room in time, or one that rejects had none; the others get it.
   */
  async publishAndWait(eventType: string, data: JsonObject, source: EventSource): Promise<UniversalEvent | undefined> {
    const subscriptions = this.#index.match(eventType);
    if (subscriptions.length === 0) return undefined;
    const publication = this.#makePublication(eventType, data, source);
    const offered = subscriptions
      .filter((subscription) => subscription.accepts(publication))
      .map((subscription) => ({ subscription, accepted: subscription.offerAndWait(publication) }));
    const refused: string[] = [];
    for (const { subscription, accepted } of offered) {
      if (!(await accepted) && subscription.insists) refused.push(subscription.name);
    }
    if (refused.length > 0) throw notAccepted(publication.event, refused);
    return publication.event;
  }

  stats(): BusStats {
    const subscriptions = [...this.#subscriptions.keys()].map((subscription) => subscription.stats());
    return { published: this.#position, subscriptions };
  }

  /** Resolves when everything published until now was delivered. */
  async drain(): Promise<void> {
    await Promise.all([...this.#subscriptions.keys()].map((subscription) => subscription.drain()));
  }

  /** Ends every subscription, and takes no new ones. What is in their queues is not delivered; `drain` before. */
  close(): void {
    this.#closed = true;
    for (const subscription of this.#subscriptions.keys()) subscription.close();
  }

  #open(pattern: string, options: SubscriptionOptions): Subscription {
    if (this.#closed) throw new HookloomError("RUNTIME_CLOSED", "The event bus is closed.");
    const name = options.name ?? `subscription-${(this.#named += 1)}`;
    const subscription = new Subscription(name, pattern, options, this.#clock, this.#observer);
    try {
      this.#subscriptions.set(subscription, this.#index.add(pattern, subscription));
    } catch (thrown) {
      subscription.close();
      throw thrown;
    }
    return subscription;
  }

  #forget(subscription: Subscription): void {
    this.#subscriptions.get(subscription)?.();
    this.#subscriptions.delete(subscription);
  }

  #tell(eventType: string, { name, pattern }: Subscription, data: JsonObject): void {
    this.publish(eventType, { subscription: name, pattern, ...data }, OURSELVES);
  }

  #makePublication(eventType: string, data: JsonObject, source: EventSource): Publication {
    this.#types.assertValid(eventType);
    const timestamp = timestampOf(this.#clock.now());
    this.#position += 1;
    const event = { id: this.#newId(), event_type: eventType, timestamp, version: "1.0", source, data };
    return { event, position: this.#position };
  }
}

function notAccepted(event: UniversalEvent, subscriptions: readonly string[]): HookloomError {
  const message = `${subscriptions.join(", ")} had no room for the event ${event.event_type} (${event.id}).`;
  return new HookloomError("EVENT_NOT_ACCEPTED", message, { details: { event_id: event.id, subscriptions } });
}
