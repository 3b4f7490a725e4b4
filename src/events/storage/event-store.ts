// What keeps events so that they can be asked for and replayed. `memory-store.ts` and `sqlite-store.ts` are the two; a suite of
// tests holds both to this contract.

import type { Publication } from "../publication.ts";

/** Which events are wanted; what is not said does not matter. */
export interface EventQuery {
  /** A pattern of event types. Default: all. */
  readonly pattern?: string;
  /** Only those published after this position. */
  readonly after?: number;
  /** Not before this time, in milliseconds since 1970. */
  readonly sinceMs?: number;
  /** Before this time, in milliseconds since 1970. */
  readonly untilMs?: number;
  readonly correlationId?: string;
  /** The component that published them. */
  readonly component?: string;
  /** How many at most, up to 10,000. Default 1000. */
  readonly limit?: number;
  /** Whether the last ones are wanted when there are more than that. They come in the order of publishing all the same. */
  readonly newest?: boolean;
}

/** How much is kept. The oldest events are given up first, the newest one never. */
export interface Retention {
  readonly maxEvents: number;
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
}

export interface StoreStats {
  readonly events: number;
  readonly bytes: number;
  /** Events that were accepted and could not be written. */
  readonly lost: number;
}

export interface EventStore {
  /** The position of the newest event, 0 when there never was one. It does not go back. */
  readonly lastPosition: number;
  /** Takes an event over; positions must rise. Never waits for the disk and never throws. */
  append(publication: Publication): void;
  /**
   * The events asked for in the order of publishing, those appended just now included.
   * @throws HookloomError EVENT_PATTERN_INVALID
   */
  read(query: EventQuery): Publication[];
  /** Where a named consumer has come to: the last position it acknowledged. */
  consumerPosition(name: string): number | undefined;
  /** Notes where a named consumer has come to; as safe as an event that is appended at the same time. */
  acknowledge(name: string, position: number): void;
  /**
   * Resolves when everything appended and acknowledged until now is as safe as the store can make it.
   * Rejects with EVENT_STORE_FAILED when it could not be written.
   */
  flush(): Promise<void>;
  stats(): StoreStats;
  /** Flushes and lets go of everything. */
  close(): Promise<void>;
}

const MAX_LIMIT = 10_000;
const DEFAULT_LIMIT = 1000;

/** How many events a query gets at most. */
export function limitOf({ limit = DEFAULT_LIMIT }: EventQuery): number {
  return Math.max(1, Math.min(Math.trunc(limit), MAX_LIMIT));
}
