// Carries events from queues to listeners, after the publisher's turn: the queues that have some in turn, a few from each, and
// now and then the event loop's other work is let in. The bus has one.

/** A queue with somebody to deliver to. */
export interface Recipient {
  /** Delivers up to `most` events, and enqueues again when there are more; how many were delivered. */
  deliver(most: number): number;
}

/** From one queue before it is the next one's turn. */
const SLICE = 256;
/** In one go: what listeners publish is delivered in the same go, and could keep everything else from ever happening. */
const MOST_IN_ONE_GO = 10_000;

export class Courier {
  #ready: Recipient[] = [];
  #scheduled = false;

  /** Has the queue emptied soon. It enqueues once, until it delivers. */
  enqueue(recipient: Recipient): void {
    this.#ready.push(recipient);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#go);
  }

  readonly #go = (): void => {
    let delivered = 0;
    let next = 0;
    while (next < this.#ready.length && delivered < MOST_IN_ONE_GO) {
      delivered += this.#ready[next]!.deliver(SLICE);
      next += 1;
    }
    this.#ready = this.#ready.slice(next);
    if (this.#ready.length > 0) setImmediate(this.#go);
    else this.#scheduled = false;
  };
}
