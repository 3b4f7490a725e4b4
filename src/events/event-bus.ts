// Carries everything that happens to whoever wants to know. Publishing never waits for a subscriber and never fails because
// of one: events are delivered after the publisher's turn, in order.

import type { Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import type { IdSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { EventSource, UniversalEvent } from "../model/events.ts";
import { compilePattern, type EventPattern } from "./pattern.ts";

export type EventListener = (event: UniversalEvent) => void;

interface Subscription {
  readonly matches: EventPattern;
  readonly listener: EventListener;
}

export class EventBus {
  readonly #clock: Clock;
  readonly #newId: IdSource;
  readonly #onListenerError: (error: unknown, event: UniversalEvent) => void;
  readonly #subscriptions = new Set<Subscription>();
  readonly #wanted = new Map<string, boolean>();
  #queue: UniversalEvent[] = [];
  #scheduled = false;

  constructor(clock: Clock, newId: IdSource, onListenerError: (error: unknown, event: UniversalEvent) => void) {
    this.#clock = clock;
    this.#newId = newId;
    this.#onListenerError = onListenerError;
  }

  /**
   * Calls the listener with every event whose type matches: an exact type, or a glob in which `*` stands for one segment and
   * `**` for any number. The disposer ends it.
   */
  subscribe(pattern: string, listener: EventListener): Disposer {
    const subscription = { matches: compilePattern(pattern), listener };
    this.#subscriptions.add(subscription);
    this.#wanted.clear();
    return createDisposer(() => {
      this.#subscriptions.delete(subscription);
      this.#wanted.clear();
    });
  }

  /** Whether anybody would get an event of this type: what is costly to describe need not be published for nobody. */
  wants(eventType: string): boolean {
    if (this.#subscriptions.size === 0) return false;
    let wanted = this.#wanted.get(eventType);
    if (wanted === undefined) {
      wanted = [...this.#subscriptions].some(({ matches }) => matches(eventType));
      if (this.#wanted.size > 1000) this.#wanted.clear();
      this.#wanted.set(eventType, wanted);
    }
    return wanted;
  }

  /** Publishes an event; the event when somebody gets it, else `undefined`. */
  publish(eventType: string, data: JsonObject, source: EventSource): UniversalEvent | undefined {
    if (!this.wants(eventType)) return undefined;
    const timestamp = new Date(this.#clock.now()).toISOString();
    const event: UniversalEvent = { id: this.#newId(), event_type: eventType, timestamp, version: "1.0", source, data };
    this.#queue.push(event);
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => this.#deliver());
    }
    return event;
  }

  #deliver(): void {
    this.#scheduled = false;
    const events = this.#queue;
    this.#queue = [];
    for (const event of events) {
      for (const { matches, listener } of this.#subscriptions) {
        if (!matches(event.event_type)) continue;
        try {
          listener(event);
        } catch (thrown) {
          this.#onListenerError(thrown, event);
        }
      }
    }
  }
}
