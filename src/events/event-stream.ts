// The events of a subscription for a loop: `for await (const event of bus.stream("tool.*"))`. Leaving the loop ends it.

import type { HookloomError } from "../foundation/errors.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { Subscription, SubscriptionStats } from "./subscription.ts";

interface Asking {
  readonly resolve: (result: IteratorResult<UniversalEvent, undefined>) => void;
  readonly reject: (error: HookloomError) => void;
}

/** Events as they come, from the time of its making. */
export class EventStream implements AsyncIterableIterator<UniversalEvent, undefined> {
  readonly #subscription: Subscription;
  /** Calls of `next` for which there was no event yet. */
  readonly #asking: Asking[] = [];
  #error: HookloomError | undefined;
  #position = 0;

  constructor(subscription: Subscription) {
    this.#subscription = subscription;
    subscription.onArrival = () => this.#answer();
    subscription.onEnd = (error) => this.#end(error);
  }

  /** The position of the event that was handed out last. */
  get position(): number {
    return this.#position;
  }

  /** Whether events of the past are still to come. */
  get isBehind(): boolean {
    return this.#subscription.isBehind;
  }

  /** How many events wait. */
  get queued(): number {
    return this.#subscription.queued;
  }

  /**
   * The next event, when there is one.
   * Rejects with SUBSCRIPTION_EXPIRED, once, when it has ended because nothing was taken for too long.
   */
  next(): Promise<IteratorResult<UniversalEvent, undefined>> {
    if (this.#error !== undefined) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    const event = this.#asking.length === 0 ? this.#take() : undefined;
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#subscription.closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#asking.push({ resolve, reject }));
  }

  /** Ends the stream. */
  return(): Promise<IteratorResult<UniversalEvent, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the stream. */
  close(): void {
    this.#subscription.close();
  }

  stats(): SubscriptionStats {
    return this.#subscription.stats();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #take(): UniversalEvent | undefined {
    const publication = this.#subscription.take();
    if (publication === undefined) return undefined;
    this.#position = publication.position;
    return publication.event;
  }

  #answer(): void {
    while (this.#asking.length > 0) {
      const event = this.#take();
      if (event === undefined) return;
      this.#asking.shift()!.resolve({ done: false, value: event });
    }
  }

  #end(error: HookloomError | undefined): void {
    const asking = this.#asking.splice(0);
    if (error !== undefined && asking.length > 0) asking.shift()!.reject(error);
    else this.#error = error;
    for (const { resolve } of asking) resolve({ done: true, value: undefined });
  }
}
