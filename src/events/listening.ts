// Calls a listener with the events of a subscription, one after another. One that answers a promise gets the next event when
// the promise has settled; one that throws gets it all the same.

import type { UniversalEvent } from "../model/events.ts";
import type { Courier, Recipient } from "./courier.ts";
import type { Subscription } from "./subscription.ts";

/** Gets events one at a time. What it throws or rejects with is reported and harms nobody. */
export type EventListener = (event: UniversalEvent, position: number) => unknown;

/** Has a listener called with the events of a subscription, for as long as it lasts. */
export function listenTo(
  subscription: Subscription,
  listener: EventListener,
  courier: Courier,
  onError: (error: unknown, event: UniversalEvent) => void,
): void {
  const listening = new Listening(subscription, listener, courier, onError);
  subscription.onArrival = () => listening.arrive();
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
