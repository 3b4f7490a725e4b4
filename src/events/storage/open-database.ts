// Opens the database of `sqlite-store.ts`. One process at a time works with it, as positions are counted in memory.

import type { DatabaseSync } from "node:sqlite";
import { describeThrown, HookloomError } from "../../foundation/errors.ts";
import { takeLock, type ProcessLock } from "../../foundation/process-lock.ts";
import { loadSqlite } from "../../foundation/sqlite.ts";

const SCHEMA_VERSION = 1;
const SCHEMA = `
CREATE TABLE names (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE events (
  position INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, type INTEGER NOT NULL, component INTEGER NOT NULL,
  correlation_id TEXT, id TEXT NOT NULL, data TEXT NOT NULL, rest TEXT
);
CREATE INDEX events_by_time ON events (time_ms);
CREATE INDEX events_by_type ON events (type);
CREATE INDEX events_by_correlation ON events (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE TABLE consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
PRAGMA user_version = ${SCHEMA_VERSION};`;

// `checkpoints.ts` carries the log of the database into it, instead of whichever commit comes when it is large.
const SETTINGS = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 0;
PRAGMA cache_size = -16384;`;

/** A database, and the lock on it. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  readonly lock: ProcessLock;
}

/** @throws HookloomError EVENT_STORE_IN_USE, EVENT_STORE_UNUSABLE */
export function openDatabase(path: string): OpenDatabase {
  let lock: ProcessLock | undefined;
  let database: DatabaseSync | undefined;
  try {
    const { DatabaseSync } = loadSqlite();
    lock = takeLock(`${path}.lock`);
    if (lock === undefined) {
      throw new HookloomError("EVENT_STORE_IN_USE", `Another process works with the events in ${path}.`, { details: { path } });
    }
    database = new DatabaseSync(path);
    database.exec(SETTINGS);
    // What a process that was killed has left in the log.
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const { user_version: version } = database.prepare("PRAGMA user_version").get()!;
    if (version === 0) database.exec(`BEGIN; ${SCHEMA} COMMIT`);
    else if (version !== SCHEMA_VERSION)
      throw unusable(path, `it was written by another version of Hookloom (${String(version)})`);
    return { database, lock };
  } catch (thrown) {
    database?.close();
    lock?.release();
    if (thrown instanceof HookloomError) throw thrown;
    throw unusable(path, describeThrown(thrown), thrown);
  }
}

function unusable(path: string, why: string, cause?: unknown): HookloomError {
  return new HookloomError("EVENT_STORE_UNUSABLE", `Events cannot be kept in ${path}: ${why}.`, { details: { path }, cause });
}
