// Carries everything that happens to whoever wants to know. Publishing never waits for a subscriber, unless asked to, and never
// fails because of one: events are delivered after the publisher's turn, in order, from a bounded queue for each subscriber.

import type { Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import { timestampOf } from "../foundation/timestamps.ts";
import type { EventSource, UniversalEvent } from "../model/events.ts";
import { Batching, type BatchListener, type BatchOptions } from "./aggregation.ts";
import type { Archive } from "./archive.ts";
import { Backlog } from "./backlog.ts";
import { acknowledging, beginOf, type ConsumerOptions } from "./consumer.ts";
import { Courier } from "./courier.ts";
import { EventStream } from "./event-stream.ts";
import { listenTo, type EventListener, type ListenerSubscription } from "./listening.ts";
import { PatternIndex } from "./pattern-index.ts";
import { EventGate, OUR_COMPONENT, type GateOptions } from "./protection/event-gate.ts";
import type { EventSchema } from "./protection/event-schema.ts";
import type { Publication } from "./publication.ts";
import type { EventQuery, StoreStats } from "./storage/event-store.ts";
import { Subscription, type SubscriptionObserver, type SubscriptionOptions, type SubscriptionStats } from "./subscription.ts";

export interface BusStats {
  /** Events that somebody wanted. */
  readonly published: number;
  /** Events that subscribers got, and those for which they had no room, also of subscriptions that have ended. */
  readonly delivered: number;
  readonly dropped: number;
  readonly subscriptions: readonly SubscriptionStats[];
  readonly store?: StoreStats;
}

export interface BusOptions extends GateOptions {
  /** Where events are kept, to be queried and replayed. Default: nowhere. */
  readonly archive?: Archive | undefined;
  /** Told of dropped events when their burst is over, at most once a second for each subscription. */
  readonly onDropped?: (subscription: string, pattern: string, dropped: number) => void;
}

const NOBODY: readonly Subscription[] = [];
/** Who publishes what the bus says about itself. */
const OURSELVES: EventSource = { component: OUR_COMPONENT };

export class EventBus {
  readonly #clock: Clock;
  readonly #newId: IdSource;
  readonly #onDropped: BusOptions["onDropped"];
  readonly #onListenerError: (error: unknown, event: UniversalEvent) => void;
  readonly #index: PatternIndex<Subscription>;
  readonly #subscriptions = new Map<Subscription, Disposer>();
  readonly #searchListeners = new Set<(durationMs: number) => void>();
  readonly #gate: EventGate;
  readonly #courier = new Courier();
  readonly #observer: SubscriptionObserver = {
    dropped: (subscription, dropped) => {
      this.#onDropped?.(subscription.name, subscription.pattern, dropped);
      this.#tell("subscription.dropped", subscription, { dropped });
    },
    expired: (subscription) => this.#tell("subscription.expired", subscription, {}),
    ended: (subscription) => this.#forget(subscription),
  };
  #archive: Archive | undefined;
  #named = 0;
  #published = 0;
  /** Of subscriptions that have ended. */
  #ended = { delivered: 0, dropped: 0 };
  #position: number;
  #closed = false;

  constructor(
    clock: Clock,
    newId: IdSource,
    onListenerError: (error: unknown, event: UniversalEvent) => void,
    { archive, onDropped, ...limits }: BusOptions = {},
  ) {
    this.#index = new PatternIndex(clock, (durationMs) => {
      for (const listener of this.#searchListeners) listener(durationMs);
    });
    this.#onDropped = onDropped;
    this.#archive = archive;
    this.#gate = new EventGate(limits, clock);
    this.#position = archive?.store.lastPosition ?? 0;
    this.#clock = clock;
    this.#newId = newId;
    this.#onListenerError = onListenerError;
  }

  /**
   * Calls the listener with every event whose type matches a pattern, as `parsePattern` reads it, one at a time and in order.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  subscribe(pattern: string, listener: EventListener, options: SubscriptionOptions = {}): ListenerSubscription {
    return listenTo(this.#open(pattern, options), listener, this.#courier, this.#onListenerError);
  }

  /**
   * Calls the listener with the events of a pattern in batches; what it throws at in a batch it gets again one by one. A batch that is
   * not full is delivered when the subscription is drained or ends.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  subscribeBatches(pattern: string, listener: BatchListener, options: BatchOptions = {}): ListenerSubscription {
    const batching = new Batching(listener, options, this.#clock, (thrown, event) => {
      subscription.failed += 1;
      this.#onListenerError(thrown, event);
    });
    const subscription = this.#open(pattern, options);
    subscription.flush = () => batching.flush();
    return listenTo(subscription, (event) => batching.add(event), this.#courier, this.#onListenerError);
  }

  /**
   * The events whose type matches a pattern, for a loop.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  stream(pattern: string, options: SubscriptionOptions = {}): EventStream {
    return new EventStream(this.#open(pattern, options));
  }

  /**
   * Calls the listener with every event of a pattern, also those published while no process had a consumer of this name: it
   * goes on after the last one that it was done with. One that throws gets the event again before it is passed over.
   * @throws HookloomError EVENT_STORE_MISSING, EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  consume(name: string, pattern: string, listener: EventListener, options: ConsumerOptions = {}): ListenerSubscription {
    const { store } = this.#requireArchive();
    if (this.#subscriptions.keys().some((subscription) => subscription.name === name)) {
      throw new HookloomError("EVENT_OPTIONS_INVALID", `There is a subscription ${name} already.`);
    }
    const subscription = this.#open(pattern, { ...options, name, after: beginOf(name, options, store) });
    const parts = { name, store, clock: this.#clock, onError: this.#onListenerError, isOpen: () => !subscription.closed };
    return listenTo(subscription, acknowledging(listener, options, parts), this.#courier, this.#onListenerError);
  }

  /**
   * Lets only data through that a schema accepts, for the types of a pattern; the disposer ends it. What Hookloom itself publishes is
   * not looked at.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID
   */
  defineSchema(pattern: string, schema: EventSchema): Disposer {
    return this.#gate.define(pattern, schema);
  }

  /**
   * Events that the store keeps, in the order of publishing, with their positions.
   * @throws HookloomError EVENT_STORE_MISSING, EVENT_PATTERN_INVALID
   */
  query(query: EventQuery): Publication[] {
    return this.#requireArchive().store.read(query);
  }

  /**
   * Resolves when everything published until now is as safe as the store can make it: with SQLite, on the disk.
   * Rejects with EVENT_STORE_FAILED.
   */
  async flush(): Promise<void> {
    await this.#archive?.store.flush();
  }

  /** Whether anybody may get an event of this type: what is costly to describe need not be published for nobody. */
  wants(eventType: string): boolean {
    return this.#subscribersOf(eventType).length > 0 || this.#archive?.keeps(eventType) === true;
  }

  /**
   * Publishes an event, without waiting; the event when somebody may get it, else `undefined`.
   * @throws HookloomError EVENT_TYPE_INVALID, EVENT_TOO_LARGE, EVENT_DATA_INVALID, EVENT_RATE_LIMITED
   */
  publish(eventType: string, data: JsonObject, source: EventSource, metadata?: JsonObject): UniversalEvent | undefined {
    if (!this.wants(eventType)) return undefined;
    this.#gate.admit(eventType, data, source);
    const event = this.#makeEvent(eventType, data, source, metadata);
    this.#deliver(this.#number(event));
    return event;
  }

  /**
   * Publishes an event that was made elsewhere, with its own id and time; its position when somebody may get it.
   * @throws HookloomError EVENT_TYPE_INVALID, EVENT_TOO_LARGE, EVENT_DATA_INVALID
   */
  forward(event: UniversalEvent): number | undefined {
    if (!this.wants(event.event_type)) return undefined;
    this.#gate.admitForeign(event.event_type, event.data);
    const publication = this.#number(event);
    this.#deliver(publication);
    return publication.position;
  }

  /**
   * The same, but waits for room in the queues of subscribers that block.
   * Rejects as `publish` throws, and with EVENT_NOT_ACCEPTED when one that blocks had no room in time, or one that rejects had none; the others get it.
   */
  async publishAndWait(
    eventType: string,
    data: JsonObject,
    source: EventSource,
    metadata?: JsonObject,
  ): Promise<UniversalEvent | undefined> {
    if (!this.wants(eventType)) return undefined;
    this.#gate.admit(eventType, data, source);
    const publication = this.#number(this.#makeEvent(eventType, data, source, metadata));
    const offered = this.#subscribersOf(eventType)
      .filter((subscription) => subscription.accepts(publication))
      .map((subscription) => ({ subscription, accepted: subscription.offerAndWait(publication) }));
    const refused: string[] = [];
    for (const { subscription, accepted } of offered) {
      if (!(await accepted) && subscription.insists) refused.push(subscription.name);
    }
    if (refused.length > 0) throw notAccepted(publication.event, refused);
    return publication.event;
  }

  /** Tells how long it took to find the patterns of a type of event that had not come before. */
  watchSearches(listener: (durationMs: number) => void): Disposer {
    this.#searchListeners.add(listener);
    return createDisposer(() => void this.#searchListeners.delete(listener));
  }

  stats(): BusStats {
    const subscriptions = [...this.#subscriptions.keys()].map((subscription) => subscription.stats());
    const total = (count: "delivered" | "dropped"): number =>
      subscriptions.reduce((sum, each) => sum + each[count], this.#ended[count]);
    const totals = { published: this.#published, delivered: total("delivered"), dropped: total("dropped") };
    return {
      ...totals,
      subscriptions,
      ...(this.#archive && { store: this.#archive.store.stats() }),
    };
  }

  /** Resolves when everything published until now was delivered. */
  async drain(): Promise<void> {
    await Promise.all([...this.#subscriptions.keys()].map((subscription) => subscription.drain()));
  }

  /**
   * Ends every subscription, takes no new ones, and closes the store. What is in their queues is not delivered; `drain` before.
   * Rejects with EVENT_STORE_FAILED.
   */
  async close(): Promise<void> {
    this.#closed = true;
    for (const subscription of this.#subscriptions.keys()) subscription.close();
    const archive = this.#archive;
    this.#archive = undefined;
    await archive?.store.close();
  }

  #open(pattern: string, options: SubscriptionOptions): Subscription {
    if (this.#closed) throw new HookloomError("RUNTIME_CLOSED", "The event bus is closed.");
    const name = options.name ?? `subscription-${(this.#named += 1)}`;
    const backlog = this.#backlogOf(pattern, options);
    const subscription = new Subscription(name, pattern, options, this.#clock, this.#observer, backlog);
    try {
      this.#subscriptions.set(subscription, this.#index.add(pattern, subscription));
    } catch (thrown) {
      subscription.close();
      throw thrown;
    }
    return subscription;
  }

  #subscribersOf(eventType: string): readonly Subscription[] {
    return this.#index.size === 0 ? NOBODY : this.#index.match(eventType);
  }

  #requireArchive(): Archive {
    if (this.#archive === undefined) throw new HookloomError("EVENT_STORE_MISSING", "No events are kept here.");
    return this.#archive;
  }

  #backlogOf(pattern: string, { after, sinceMs, speed }: SubscriptionOptions): Backlog | undefined {
    if (after === undefined && sinceMs === undefined) return undefined;
    const { store } = this.#requireArchive();
    const [first] = sinceMs === undefined ? [] : store.read({ sinceMs, limit: 1 });
    const begin = after ?? (first === undefined ? store.lastPosition : first.position - 1);
    return new Backlog(store, this.#clock, { pattern, after: begin, speed });
  }

  #forget(subscription: Subscription): void {
    this.#subscriptions.get(subscription)?.();
    if (!this.#subscriptions.delete(subscription)) return;
    const { delivered, dropped } = subscription.stats();
    this.#ended = { delivered: this.#ended.delivered + delivered, dropped: this.#ended.dropped + dropped };
  }

  #tell(eventType: string, { name, pattern }: Subscription, data: JsonObject): void {
    this.publish(eventType, { subscription: name, pattern, ...data }, OURSELVES);
  }

  #deliver(publication: Publication): void {
    for (const subscription of this.#subscribersOf(publication.event.event_type)) {
      if (subscription.accepts(publication)) subscription.offer(publication);
    }
  }

  #makeEvent(eventType: string, data: JsonObject, source: EventSource, metadata: JsonObject | undefined): UniversalEvent {
    const timestamp = timestampOf(this.#clock.now());
    const event = { id: this.#newId(), event_type: eventType, timestamp, version: "1.0", source, data };
    return metadata === undefined ? event : { ...event, metadata };
  }

  /** Gives an event its position, and the store its share. */
  #number(event: UniversalEvent): Publication {
    const stored = this.#archive?.keeps(event.event_type) === true;
    this.#published += 1;
    this.#position += 1;
    const publication = { event, position: this.#position, stored };
    if (stored) this.#archive!.store.append(publication);
    return publication;
  }
}

function notAccepted(event: UniversalEvent, subscriptions: readonly string[]): HookloomError {
  const message = `${subscriptions.join(", ")} had no room for the event ${event.event_type} (${event.id}).`;
  return new HookloomError("EVENT_NOT_ACCEPTED", message, { details: { event_id: event.id, subscriptions } });
}
