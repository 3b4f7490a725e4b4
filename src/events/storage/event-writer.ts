// Writes a batch of events and acknowledgements into the database of `sqlite-store.ts`, all of it or nothing.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { writeRow, type UnwrittenEvent } from "./event-rows.ts";
import type { Names } from "./names.ts";

/** Rows of one statement: calling SQLite costs as much as what it does for a row. */
const ROWS = 32;
const ROW = "(?, ?, ?, ?, ?, ?, ?, ?)";

export class EventWriter {
  readonly #database: DatabaseSync;
  readonly #names: Names;
  readonly #insertMany: StatementSync;
  readonly #insertOne: StatementSync;
  readonly #acknowledge: StatementSync;

  constructor(database: DatabaseSync, names: Names) {
    this.#database = database;
    this.#names = names;
    this.#insertMany = database.prepare(`INSERT INTO events VALUES ${Array.from({ length: ROWS }, () => ROW).join(", ")}`);
    this.#insertOne = database.prepare(`INSERT INTO events VALUES ${ROW}`);
    this.#acknowledge = database.prepare(
      "INSERT INTO consumers VALUES (?, ?) ON CONFLICT DO UPDATE SET position = excluded.position",
    );
  }

  /** Writes everything in one transaction. */
  write(events: readonly UnwrittenEvent[], acknowledged: ReadonlyMap<string, number>): void {
    this.#database.exec("BEGIN");
    try {
      this.#insert(events);
      for (const [name, position] of acknowledged) this.#acknowledge.run(name, position);
      this.#database.exec("COMMIT");
    } catch (thrown) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      this.#names.load();
      throw thrown;
    }
  }

  #insert(events: readonly UnwrittenEvent[]): void {
    let next = 0;
    for (; events.length - next >= ROWS; next += ROWS) {
      this.#insertMany.run(...events.slice(next, next + ROWS).flatMap((event) => writeRow(event, this.#names)));
    }
    for (; next < events.length; next += 1) this.#insertOne.run(...writeRow(events[next]!, this.#names));
  }
}
