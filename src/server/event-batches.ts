// The events of a stream as a client is sent them: several at once when several wait, with how many were dropped before them.
// Server-sent events and WebSockets are made of these.

import type { EventStream } from "../events/event-stream.ts";
import type { UniversalEvent } from "../model/events.ts";

/** What is to be sent: events, or that those of the past have come and new ones follow as they are published. */
export type Batch =
  | { readonly kind: "live" }
  | { readonly kind: "events"; readonly dropped: number; readonly events: readonly PositionedEvent[] };

export interface PositionedEvent {
  readonly position: number;
  readonly event: UniversalEvent;
}

const MAX_EVENTS = 100;

export class EventBatches {
  readonly #stream: EventStream;
  #next: Promise<IteratorResult<UniversalEvent, undefined>> | undefined;
  #isLive = false;
  #dropped = 0;

  constructor(stream: EventStream) {
    this.#stream = stream;
  }

  /** What is to be sent next; `undefined` at the end. Asked again only when it was sent, it never holds more than one batch. */
  async next(): Promise<Batch | undefined> {
    const stream = this.#stream;
    this.#next ??= stream.next();
    if (!this.#isLive && !stream.isBehind) {
      this.#isLive = true;
      return { kind: "live" };
    }
    const { done, value } = await this.#next;
    this.#next = undefined;
    if (done === true) return undefined;
    const dropped = this.#newlyDropped();
    const events = [{ position: stream.position, event: value }];
    while (events.length < MAX_EVENTS && stream.queued > 0) {
      const following = await stream.next();
      if (following.done === true) break;
      events.push({ position: stream.position, event: following.value });
    }
    return { kind: "events", dropped, events };
  }

  #newlyDropped(): number {
    const { dropped } = this.#stream.stats();
    const since = dropped - this.#dropped;
    this.#dropped = dropped;
    return since;
  }
}
