// A lock that one process has at a time, and that the system takes back when the process ends, however it does: that of a SQLite
// file. The daemon locks its state folder with it, and the store of events its database.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isBusy, loadSqlite } from "./sqlite.ts";

/** A lock that was taken. */
export interface ProcessLock {
  release(): void;
}

/** Takes the lock of a file, which is made when it is not there; `undefined` when somebody has it. */
export function takeLock(path: string): ProcessLock | undefined {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec("BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (thrown) {
    database.close();
    if (isBusy(thrown)) return undefined;
    throw thrown;
  }
}
