// Keeps events in an SQLite file. What is appended is written in batches: within 5 ms it is with the operating system, where it
// survives the end of the process, however it ends; after `flush` it is on the disk, where it survives the end of power.

import { open } from "node:fs/promises";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "../../foundation/clock.ts";
import type { ProcessLock } from "../../foundation/process-lock.ts";
import { describeThrown, HookloomError } from "../../foundation/errors.ts";
import type { Publication } from "../publication.ts";
import { Checkpoints } from "./checkpoints.ts";
import { EventReader } from "./event-reader.ts";
import { prepareEvent, type UnwrittenEvent } from "./event-rows.ts";
import type { EventQuery, EventStore, Retention, StoreStats } from "./event-store.ts";
import { EventWriter } from "./event-writer.ts";
import { Names } from "./names.ts";
import { openDatabase } from "./open-database.ts";
import { SqliteRetention } from "./sqlite-retention.ts";

/** How long an event waits for others to be written with it. */
const BATCH_MS = 5;
/** How many wait at most. */
const BATCH_SIZE = 1024;
/** After a batch could not be written. */
const RETRY_MS = 1000;
/** How many are held when they cannot be written; beyond it the oldest are lost, and counted. */
const MAX_HELD = 16_384;

export class SqliteStore implements EventStore {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #onError: (error: HookloomError) => void;
  readonly #database: DatabaseSync;
  readonly #lock: ProcessLock;
  readonly #checkpoints: Checkpoints;
  readonly #names: Names;
  readonly #writer: EventWriter;
  readonly #reader: EventReader;
  readonly #retention: SqliteRetention;
  readonly #consumers: Map<string, number>;
  #unwritten: UnwrittenEvent[] = [];
  readonly #unacknowledged = new Map<string, number>();
  #cancelTimer: (() => void) | undefined;
  #lastPosition: number;
  #lost = 0;
  #failing = false;
  #syncing: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /**
   * Opens the file, or makes it. `onError` is told of every batch that could not be written; it is tried again.
   * @throws HookloomError EVENT_STORE_IN_USE, EVENT_STORE_UNUSABLE
   */
  constructor(path: string, retention: Retention, clock: Clock, onError: (error: HookloomError) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#onError = onError;
    const { database, lock } = openDatabase(path);
    this.#database = database;
    this.#lock = lock;
    this.#checkpoints = new Checkpoints(database, path);
    this.#names = new Names(this.#database);
    this.#writer = new EventWriter(this.#database, this.#names);
    this.#reader = new EventReader(this.#database, this.#names);
    this.#retention = new SqliteRetention(this.#database, retention, clock);
    const consumers = this.#database.prepare("SELECT name, position FROM consumers").all();
    this.#consumers = new Map(consumers.map(({ name, position }) => [name as string, position as number]));
    this.#lastPosition = Math.max(
      0,
      lastPosition(this.#database.prepare("SELECT max(position) AS last FROM events")),
      ...this.#consumers.values(),
    );
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  append(publication: Publication): void {
    this.#lastPosition = publication.position;
    this.#unwritten.push(prepareEvent(publication));
    if (this.#unwritten.length >= (this.#failing ? 2 * MAX_HELD : BATCH_SIZE)) this.#write();
    else this.#cancelTimer ??= this.#clock.after(BATCH_MS, () => void this.#write());
  }

  read(query: EventQuery): Publication[] {
    this.#write();
    this.#retention.apply();
    return this.#reader.read(query);
  }

  consumerPosition(name: string): number | undefined {
    return this.#consumers.get(name);
  }

  acknowledge(name: string, position: number): void {
    this.#consumers.set(name, position);
    this.#unacknowledged.set(name, position);
    this.#cancelTimer ??= this.#clock.after(BATCH_MS, () => void this.#write());
  }

  async flush(): Promise<void> {
    const error = this.#write();
    if (error !== undefined) throw error;
    // One that is under way may have begun before our batch; one that waits for it serves all who come meanwhile.
    this.#nextSync ??= this.#syncing.then(() => {
      this.#nextSync = undefined;
      this.#syncing = this.#sync();
      return this.#syncing;
    });
    await this.#nextSync;
  }

  stats(): StoreStats {
    return { events: this.#retention.events, bytes: this.#retention.bytes(), lost: this.#lost };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#cancelTimer?.();
      await this.#checkpoints.close();
      this.#database.close();
      this.#lock.release();
    }
  }

  /** Writes what waits; why it could not be written. */
  #write(): HookloomError | undefined {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#unwritten.length === 0 && this.#unacknowledged.size === 0) return undefined;
    try {
      this.#writer.write(this.#unwritten, this.#unacknowledged);
    } catch (thrown) {
      return this.#hold(thrown);
    }
    this.#failing = false;
    const written = this.#unwritten;
    this.#unwritten = [];
    this.#unacknowledged.clear();
    const characters = written.reduce((sum, { data }) => sum + data.length, 0);
    this.#retention.added(written.length, characters);
    this.#names.tidy();
    this.#checkpoints.note(characters);
    return undefined;
  }

  #hold(thrown: unknown): HookloomError {
    this.#failing = true;
    const lost = Math.max(0, this.#unwritten.length - MAX_HELD);
    this.#unwritten = this.#unwritten.slice(lost);
    this.#lost += lost;
    this.#cancelTimer = this.#clock.after(RETRY_MS, () => void this.#write());
    const fate = lost > 0 ? `${lost} events are lost` : "it is tried again";
    const error = new HookloomError(
      "EVENT_STORE_FAILED",
      `Events could not be written to ${this.#path}: ${describeThrown(thrown)}; ${fate}.`,
      {
        details: { path: this.#path, lost },
        cause: thrown,
      },
    );
    this.#onError(error);
    return error;
  }

  // SQLite would hold up the event loop while the disk works. What it has carried into the database already, it has synced.
  async #sync(): Promise<void> {
    const log = await open(`${this.#path}-wal`, "r+");
    try {
      await log.sync();
    } finally {
      await log.close();
    }
  }
}

function lastPosition(statement: StatementSync): number {
  return Number(statement.get()?.last ?? 0);
}
