// Gives up the oldest events of the database of `sqlite-store.ts`. The newest one stays whatever its age, so that positions go on
// after a restart.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "../../foundation/clock.ts";
import type { Retention } from "./event-store.ts";

/** How often ages are looked at, at most. */
const AGE_CHECK_MS = 1000;

export class SqliteRetention {
  readonly #retention: Retention;
  readonly #clock: Clock;
  readonly #deleteOldest: StatementSync;
  readonly #deleteOld: StatementSync;
  readonly #pages: StatementSync;
  #events: number;
  /** Characters written since the bytes were looked at. */
  #unchecked = 0;
  #agesCheckedMs = Number.NEGATIVE_INFINITY;

  constructor(database: DatabaseSync, retention: Retention, clock: Clock) {
    this.#retention = retention;
    this.#clock = clock;
    this.#deleteOldest = database.prepare(
      "DELETE FROM events WHERE position <= (SELECT position FROM events ORDER BY position LIMIT 1 OFFSET ?)",
    );
    // The plus keeps the index of times out: the first event that is young enough is found by walking from the oldest.
    this.#deleteOld = database.prepare(
      `DELETE FROM events WHERE position < coalesce(
        (SELECT position FROM events WHERE +time_ms >= ? ORDER BY position LIMIT 1), (SELECT max(position) FROM events))`,
    );
    this.#pages = database.prepare(
      `SELECT (page_count - freelist_count) * page_size AS bytes
       FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
    );
    this.#events = Number(database.prepare("SELECT count(*) AS events FROM events").get()!.events);
    this.apply();
  }

  get events(): number {
    return this.#events;
  }

  /** What the database takes, without what deleted events have left to be used again. */
  bytes(): number {
    return Number(this.#pages.get()!.bytes);
  }

  /** Notes what was written, and makes room. */
  added(events: number, characters: number): void {
    this.#events += events;
    this.#unchecked += characters;
    this.apply();
  }

  /** Gives up what is too much or too old. */
  apply(): void {
    const { maxEvents, maxBytes } = this.#retention;
    if (this.#events > maxEvents) this.#giveUp(this.#events - maxEvents);
    if (maxBytes !== undefined && this.#unchecked > maxBytes / 20) {
      this.#unchecked = 0;
      while (this.#events > 1 && this.bytes() > maxBytes) this.#giveUp(Math.min(this.#events - 1, Math.ceil(this.#events / 10)));
    }
    this.#giveUpOld();
  }

  #giveUpOld(): void {
    const { maxAgeMs } = this.#retention;
    const nowMs = this.#clock.now();
    if (maxAgeMs === undefined || nowMs - this.#agesCheckedMs < AGE_CHECK_MS) return;
    this.#agesCheckedMs = nowMs;
    this.#events -= Number(this.#deleteOld.run(nowMs - maxAgeMs).changes);
  }

  #giveUp(count: number): void {
    this.#events -= Number(this.#deleteOldest.run(count - 1).changes);
  }
}
