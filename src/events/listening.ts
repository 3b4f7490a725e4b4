// Calls a listener with the events of a subscription, one after another. One that answers a promise gets the next event when
// the promise has settled; one that throws gets it all the same.

import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { Courier, Recipient } from "./courier.ts";
import type { Subscription, SubscriptionStats } from "./subscription.ts";

/** Gets events one at a time. What it throws or rejects with is reported and harms nobody. */
export type EventListener = (event: UniversalEvent, position: number) => unknown;

/** A subscription with a listener; calling it ends it. */
export interface ListenerSubscription extends Disposer {
  /** Resolves when everything that is in its queue now was delivered. */
  drain(): Promise<void>;
  stats(): SubscriptionStats;
}

/** Has a listener called with the events of a subscription, for as long as it lasts. */
export function listenTo(
  subscription: Subscription,
  listener: EventListener,
  courier: Courier,
  onError: (error: unknown, event: UniversalEvent) => void,
): ListenerSubscription {
  const listening = new Listening(subscription, listener, courier, onError);
  subscription.onArrival = () => listening.arrive();
  // There may be something in the backlog.
  listening.arrive();
  return Object.assign(
    createDisposer(() => subscription.close()),
    { drain: () => subscription.drain(), stats: () => subscription.stats() },
  );
}

class Listening implements Recipient {
  readonly #subscription: Subscription;
  readonly #listener: EventListener;
  readonly #courier: Courier;
  readonly #onError: (error: unknown, event: UniversalEvent) => void;
  /** With the courier, or at work: it need not be enqueued. */
  #enqueued = false;

  constructor(
    subscription: Subscription,
    listener: EventListener,
    courier: Courier,
    onError: (error: unknown, event: UniversalEvent) => void,
  ) {
    this.#subscription = subscription;
    this.#listener = listener;
    this.#courier = courier;
    this.#onError = onError;
  }

  arrive(): void {
    if (!this.#enqueued) this.#enqueue();
  }

  deliver(most: number): number {
    const subscription = this.#subscription;
    for (let count = 0; count < most; count += 1) {
      const publication = subscription.take(false);
      if (publication === undefined) {
        this.#enqueued = false;
        return count;
      }
      const answer = this.#tell(publication.event, publication.position);
      if (answer instanceof Promise) {
        void this.#goOnAfter(answer, publication.event);
        return count + 1;
      }
      subscription.settle();
    }
    this.#enqueue();
    return most;
  }

  #tell(event: UniversalEvent, position: number): unknown {
    try {
      return this.#listener(event, position);
    } catch (thrown) {
      this.#fail(thrown, event);
      return undefined;
    }
  }

  async #goOnAfter(answer: Promise<unknown>, event: UniversalEvent): Promise<void> {
    try {
      await answer;
    } catch (thrown) {
      this.#fail(thrown, event);
    }
    this.#subscription.settle();
    this.#enqueue();
  }

  #fail(thrown: unknown, event: UniversalEvent): void {
    this.#subscription.failed += 1;
    this.#onError(thrown, event);
  }

  #enqueue(): void {
    this.#enqueued = true;
    this.#courier.enqueue(this);
  }
}
