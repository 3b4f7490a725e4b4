// SQLite as Node has it, loaded when it is wanted: most programs keep nothing, and some builds of Node have none.

import type { DatabaseSync } from "node:sqlite";

/** @throws Error when this Node has no SQLite */
export function loadSqlite(): typeof import("node:sqlite") {
  const sqlite = process.getBuiltinModule("node:sqlite") as typeof import("node:sqlite") | undefined;
  if (sqlite === undefined) throw new Error(`Node ${process.version} has no SQLite; it takes Node 24`);
  return sqlite;
}

/** How long one process waits for another that has the file, in milliseconds. */
const BUSY_MS = 5000;
const PAUSE_MS = 10;
const SQLITE_BUSY = 5;

/** Whether SQLite refused something because another process has the file. */
export function isBusy(thrown: unknown): boolean {
  return (thrown as { errcode?: number }).errcode === SQLITE_BUSY;
}

/** Opens a file that several processes work with, in write-ahead mode. @throws Error when it is none, or has been busy for 5 s */
export function openSharedDatabase(path: string): DatabaseSync {
  const database = new (loadSqlite().DatabaseSync)(path, { timeout: BUSY_MS });
  const untilMs = performance.now() + BUSY_MS;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return database;
    } catch (thrown) {
      // To change the mode SQLite wants the file for itself, and does not wait for it: two that make it new meet here.
      if (!isBusy(thrown) || performance.now() > untilMs) {
        database.close();
        throw thrown;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
