// State in an SQLite file of the state folder: it outlives restarts, and several processes may work with it. A write that was
// answered is in the log of the database, and survives the end of the process; the last ones can be lost when the machine loses power.

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import { openSharedDatabase } from "../../foundation/sqlite.ts";
import type { StateStore, StateUsage, StoredValue } from "./state-store.ts";

const SCHEMA = `
PRAGMA synchronous = NORMAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS state (
  owner TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  expires_ms INTEGER,
  PRIMARY KEY (owner, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS expiring ON state (owner, expires_ms) WHERE expires_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS usage (owner TEXT PRIMARY KEY, keys INTEGER NOT NULL, length INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS state_inserted AFTER INSERT ON state BEGIN
  INSERT INTO usage VALUES (new.owner, 1, length(new.key) + length(new.text))
    ON CONFLICT (owner) DO UPDATE SET keys = keys + 1, length = length + excluded.length;
END;
CREATE TRIGGER IF NOT EXISTS state_updated AFTER UPDATE ON state BEGIN
  UPDATE usage SET length = length + length(new.text) - length(old.text) WHERE owner = new.owner;
END;
CREATE TRIGGER IF NOT EXISTS state_deleted AFTER DELETE ON state BEGIN
  UPDATE usage SET keys = keys - 1, length = length - length(old.key) - length(old.text) WHERE owner = old.owner;
END;
COMMIT;`;

const LIVE = "owner = ? AND (expires_ms IS NULL OR expires_ms > ?)";

export class SqliteStateStore implements StateStore {
  readonly #clock: Clock;
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #set: StatementSync;
  readonly #delete: StatementSync;
  readonly #keys: StatementSync;
  readonly #expire: StatementSync;
  readonly #usage: StatementSync;

  /** @throws HookloomError STATE_UNREADABLE when the file cannot be opened, or is no database */
  constructor(path: string, clock: Clock) {
    this.#clock = clock;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.#database = openSharedDatabase(path);
      this.#database.exec(SCHEMA);
      this.#database.prepare("DELETE FROM state WHERE expires_ms <= ?").run(clock.now());
    } catch (cause) {
      throw new HookloomError("STATE_UNREADABLE", `${path} cannot be used as the state of scripts: ${String(cause)}.`, {
        details: { path },
        cause,
      });
    }
    this.#get = this.#database.prepare(`SELECT text, expires_ms FROM state WHERE ${LIVE} AND key = ?`);
    this.#set = this.#database.prepare(
      `INSERT INTO state (owner, key, text, expires_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (owner, key) DO UPDATE SET text = excluded.text, expires_ms = excluded.expires_ms`,
    );
    this.#delete = this.#database.prepare(`DELETE FROM state WHERE ${LIVE} AND key = ?`);
    this.#keys = this.#database.prepare(`SELECT key FROM state WHERE ${LIVE} AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?`);
    this.#expire = this.#database.prepare("DELETE FROM state WHERE owner = ? AND expires_ms <= ?");
    this.#usage = this.#database.prepare("SELECT keys, length FROM usage WHERE owner = ?");
  }

  get(owner: string, key: string): StoredValue | undefined {
    const row = this.#get.get(owner, this.#clock.now(), key);
    if (row === undefined) return undefined;
    return { text: row.text as string, expiresMs: (row.expires_ms as number | null) ?? undefined };
  }

  set(owner: string, key: string, { text, expiresMs }: StoredValue): void {
    this.#set.run(owner, key, text, expiresMs ?? null);
  }

  delete(owner: string, key: string): boolean {
    return this.#delete.run(owner, this.#clock.now(), key).changes > 0;
  }

  keys(owner: string, prefix: string, limit: number): string[] {
    // SQLite counts characters, JavaScript units.
    const characters = [...prefix].length;
    return this.#keys.all(owner, this.#clock.now(), characters, prefix, limit).map(({ key }) => key as string);
  }

  usage(owner: string): StateUsage {
    this.#expire.run(owner, this.#clock.now());
    const row = this.#usage.get(owner);
    return { keys: (row?.keys as number | undefined) ?? 0, length: (row?.length as number | undefined) ?? 0 };
  }

  atomically<Value>(act: () => Value): Value {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const value = act();
      this.#database.exec("COMMIT");
      return value;
    } catch (thrown) {
      this.#database.exec("ROLLBACK");
      throw thrown;
    }
  }

  close(): void {
    this.#database.close();
  }
}
