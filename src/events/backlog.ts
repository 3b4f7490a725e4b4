// What a subscription has still to get from the store before, or while, it cannot take events as they are published: it is read
// page by page as there is room. Publishing is synchronous and so is reading, so an empty page means that nothing is missing.

import type { Clock } from "../foundation/clock.ts";
import type { Publication } from "./publication.ts";
import type { EventStore } from "./storage/event-store.ts";

export interface BacklogOptions {
  readonly pattern: string;
  /** The position after which to begin. */
  readonly after: number;
  /** How many times faster than they were published events come; `undefined`: as fast as they are taken. */
  readonly speed: number | undefined;
}

/** Events of one page. Reading them holds the event loop up. */
const PAGE = 256;

export class Backlog {
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #pattern: string;
  readonly #speed: number | undefined;
  /** What was read and is not due yet. */
  #early: Publication[] = [];
  #after: number;
  /** When the first event was handed out, and when it was published. */
  #began: { readonly atMs: number; readonly eventMs: number } | undefined;
  #cancelTimer = (): void => {};

  constructor(store: EventStore, clock: Clock, { pattern, after, speed }: BacklogOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#pattern = pattern;
    this.#after = after;
    this.#speed = speed;
  }

  /** Goes on after a position, at full speed: events since then were not taken as they were published. */
  resumeAfter(position: number): void {
    this.#after = position;
  }

  /** The next events that are due, at most so many; none when it has been caught up. `onDue` is called when the next one is. */
  next(most: number, onDue: () => void): readonly Publication[] | "later" {
    const page = this.#early.length > 0 ? this.#early : this.#read(Math.min(most, PAGE));
    this.#early = [];
    if (this.#speed === undefined || page.length === 0) return page;
    const nowMs = this.#clock.monotonicMs();
    const due = page.filter((publication) => this.#dueMs(publication, nowMs) <= nowMs);
    this.#early = page.slice(due.length);
    if (due.length > 0) return due;
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(this.#dueMs(page[0]!, nowMs) - nowMs, onDue);
    return "later";
  }

  close(): void {
    this.#cancelTimer();
  }

  #read(limit: number): Publication[] {
    const page = this.#store.read({ pattern: this.#pattern, after: this.#after, limit });
    this.#after = page.at(-1)?.position ?? this.#after;
    return page;
  }

  #dueMs({ event }: Publication, nowMs: number): number {
    const eventMs = Date.parse(event.timestamp);
    this.#began ??= { atMs: nowMs, eventMs };
    return this.#began.atMs + (eventMs - this.#began.eventMs) / this.#speed!;
  }
}
