// Beginnings or ends of event types, looked up by each length that occurs: as many look-ups as there are lengths, however many
// texts there are.

import { getOrInsert } from "../foundation/get-or-insert.ts";

export class AffixTable<Entry> {
  readonly #cut: (eventType: string, length: number) => string;
  readonly #byLength = new Map<number, Map<string, Set<Entry>>>();

  /** `cut` takes the beginning, or the end, of a type. */
  constructor(cut: (eventType: string, length: number) => string) {
    this.#cut = cut;
  }

  /** Adds an entry under a text; the returned function takes it out. */
  insert(text: string, entry: Entry): () => void {
    const { length } = text;
    const texts = getOrInsert(this.#byLength, length, () => new Map<string, Set<Entry>>());
    const entries = getOrInsert(texts, text, () => new Set<Entry>());
    entries.add(entry);
    return () => {
      entries.delete(entry);
      if (entries.size === 0) texts.delete(text);
      if (texts.size === 0) this.#byLength.delete(length);
    };
  }

  /** Adds the entries under every text that the type has at this end. */
  collect(eventType: string, found: Set<Entry>): void {
    for (const [length, texts] of this.#byLength) {
      if (length > eventType.length) continue;
      for (const entry of texts.get(this.#cut(eventType, length)) ?? []) found.add(entry);
    }
  }
}
