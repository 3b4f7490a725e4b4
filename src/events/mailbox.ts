// The bounded queue of one subscription, and what becomes of an event for which there is no room. Nothing is lost without being
// counted.

import type { Clock } from "../foundation/clock.ts";
import { RingBuffer } from "../foundation/ring-buffer.ts";
import type { Publication } from "./publication.ts";

/** What becomes of an event when the queue is full. */
export type WhenFull = "drop_oldest" | "drop_newest" | "block" | "reject";

export interface MailboxOptions {
  readonly capacity: number;
  readonly whenFull: WhenFull;
  /** How long a publisher that waits is held up at most, in milliseconds. */
  readonly blockMs: number;
}

/** Who does not await what is promised must not wait without end either. */
const MAX_WAITING = 10_000;

/** A publisher that waits for room. */
interface Waiting {
  readonly publication: Publication;
  readonly end: (accepted: boolean) => void;
}

export class Mailbox {
  readonly #options: MailboxOptions;
  readonly #clock: Clock;
  readonly #onDrop: (publication: Publication) => void;
  readonly #buffer: RingBuffer<Publication>;
  readonly #waiting = new Set<Waiting>();
  /** Events that were ever in the queue. */
  accepted = 0;
  /** Events that were refused, or pushed out. */
  dropped = 0;

  constructor(options: MailboxOptions, clock: Clock, onDrop: (publication: Publication) => void) {
    this.#options = options;
    this.#clock = clock;
    this.#onDrop = onDrop;
    this.#buffer = new RingBuffer(options.capacity);
  }

  get length(): number {
    return this.#buffer.length;
  }

  /** Puts an event into the queue; whether it is in. Never waits: a full queue that blocks drops it. */
  offer(publication: Publication): boolean {
    // Who waits was first.
    if (this.#waiting.size === 0 && this.#buffer.push(publication)) {
      this.accepted += 1;
      return true;
    }
    if (this.#options.whenFull !== "drop_oldest") return this.#drop(publication);
    this.#drop(this.#buffer.shift()!);
    this.#buffer.push(publication);
    this.accepted += 1;
    return true;
  }

  /** The same, but when the queue blocks, waits for room as long as it may. */
  offerAndWait(publication: Publication): boolean | Promise<boolean> {
    const { capacity, whenFull, blockMs } = this.#options;
    const isFull = this.#waiting.size > 0 || this.#buffer.length >= capacity;
    if (!isFull || whenFull !== "block" || this.#waiting.size >= MAX_WAITING) return this.offer(publication);
    return new Promise((resolve) => {
      const cancelTimer = this.#clock.after(blockMs, () => waiting.end(false));
      const waiting = {
        publication,
        end: (accepted: boolean): void => {
          cancelTimer();
          this.#waiting.delete(waiting);
          if (!accepted) this.#drop(publication);
          resolve(accepted);
        },
      };
      this.#waiting.add(waiting);
    });
  }

  /** Takes the oldest event out, and lets one in that waits for room. */
  take(): Publication | undefined {
    const publication = this.#buffer.shift();
    if (this.#waiting.size > 0) this.#admitOne();
    return publication;
  }

  /** Empties the queue. Who waits is told that the event was not accepted. */
  close(): void {
    for (const { end } of this.#waiting) end(false);
    this.#buffer.clear();
  }

  #admitOne(): void {
    const [first] = this.#waiting;
    if (first === undefined || !this.#buffer.push(first.publication)) return;
    this.accepted += 1;
    first.end(true);
  }

  #drop(publication: Publication): false {
    this.dropped += 1;
    this.#onDrop(publication);
    return false;
  }
}
