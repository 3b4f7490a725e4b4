// The texts that come again and again in the events of a database, by their numbers. `sqlite-store.ts` has one table of them.

import type { DatabaseSync, StatementSync } from "node:sqlite";

export class Names {
  readonly #select: StatementSync;
  readonly #insert: StatementSync;
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();

  constructor(database: DatabaseSync) {
    this.#select = database.prepare("SELECT number, text FROM names");
    this.#insert = database.prepare("INSERT INTO names (text) VALUES (?)");
    this.load();
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
