// Reads events back from the database of `sqlite-store.ts`.

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { compilePattern } from "../pattern-index.ts";
import type { Publication } from "../publication.ts";
import { readRow, type EventRow } from "./event-rows.ts";
import { limitOf, type EventQuery } from "./event-store.ts";
import type { Names } from "./names.ts";

export class EventReader {
  readonly #database: DatabaseSync;
  readonly #names: Names;
  /** By their text, of which there are as many as ways to combine conditions. */
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, names: Names) {
    this.#database = database;
    this.#names = names;
  }

  /** The events asked for, in the order of publishing. */
  read(query: EventQuery): Publication[] {
    const { pattern, after, sinceMs, untilMs, correlationId, component, newest = false } = query;
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
    const add = (condition: string, value: SQLInputValue | undefined): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    add("position > ?", after);
    add("time_ms >= ?", sinceMs);
    add("time_ms < ?", untilMs);
    add("correlation_id = ?", correlationId);
    // A component that nothing came from has no number, and none is below 0.
    add("component = ?", component === undefined ? undefined : (this.#names.find(component) ?? -1));
    if (pattern !== undefined && pattern !== "**") {
      add("type IN (SELECT value FROM json_each(?))", JSON.stringify(this.#names.numbersOf(compilePattern(pattern))));
    }
    const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
    const rows = this.#prepare(`SELECT * FROM events${where} ORDER BY position ${newest ? "DESC" : ""} LIMIT ?`).all(
      ...values,
      limitOf(query),
    ) as unknown as EventRow[];
    const events = rows.map((row) => readRow(row, this.#names));
    return newest ? events.toReversed() : events;
  }

  #prepare(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      statement.setReturnArrays(true);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
