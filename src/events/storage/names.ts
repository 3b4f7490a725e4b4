// The texts that come again and again in the events of a database, by their numbers. `sqlite-store.ts` has one table of them.

import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Fewer texts are not worth looking for those that are not used. */
const MANY = 10_000;

export class Names {
  readonly #select: StatementSync;
  readonly #deleteUnused: StatementSync;
  readonly #insert: StatementSync;
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  #tidyAt = MANY;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare("SELECT number, text FROM names");
    this.#insert = database.prepare("INSERT INTO names (text) VALUES (?)");
    this.#deleteUnused = database.prepare(
      "DELETE FROM names WHERE number NOT IN (SELECT type FROM events UNION SELECT component FROM events)",
    );
    this.load();
  }

  /** Forgets texts that no event has any more, when there are many: whoever publishes under ever new types must not fill us up. */
  tidy(): void {
    if (this.#numbers.size < this.#tidyAt) return;
    this.#deleteUnused.run();
    this.load();
    this.#tidyAt = Math.max(MANY, 2 * this.#numbers.size);
  }

  /** Reads the table; also after a transaction that added some has failed. */
  load(): void {
    this.#numbers.clear();
    this.#texts.clear();
    for (const { number, text } of this.#select.all()) this.#learn(number as number, text as string);
  }

  /** The number of a text, which gets one if it has none: inside a transaction. */
  numberOf(text: string): number {
    return this.#numbers.get(text) ?? this.#learn(Number(this.#insert.run(text).lastInsertRowid), text);
  }

  /** The number of a text; `undefined` when it has none. */
  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  textOf(number: number): string {
    return this.#texts.get(number)!;
  }

  /** The numbers of all texts that are accepted. */
  numbersOf(accepts: (text: string) => boolean): number[] {
    return [...this.#numbers].filter(([text]) => accepts(text)).map(([, number]) => number);
  }

  #learn(number: number, text: string): number {
    this.#numbers.set(text, number);
    this.#texts.set(number, text);
    return number;
  }
}
