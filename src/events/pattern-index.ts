// Finds what is registered under the patterns that an event type matches, without trying every pattern: a trie by segments,
// tables of prefixes and suffixes by their length. What was found for a type is kept, because the same types come again.

import { systemClock, type Clock } from "../foundation/clock.ts";
import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import { getOrInsert } from "../foundation/get-or-insert.ts";
import { AffixTable } from "./affix-table.ts";
import { MAX_TYPE_LENGTH } from "./event-types.ts";
import { parsePattern, type PatternAlternative } from "./pattern.ts";
import { SegmentTrie } from "./segment-trie.ts";

/** A value as it was added; `order` keeps what is found in that order. */
export interface Entry<Value> {
  readonly value: Value;
  readonly order: number;
}

/** Types that are kept, and what they found in all; beyond it all are forgotten at once: a flood of types only costs time. */
const MAX_KEPT_TYPES = 10_000;
const MAX_KEPT_FINDS = 1_000_000;

export class PatternIndex<Value> {
  readonly #clock: Clock;
  readonly #onSearch: ((durationMs: number) => void) | undefined;
  readonly #trie = new SegmentTrie<Entry<Value>>();
  readonly #prefixes = new AffixTable<Entry<Value>>((eventType, length) => eventType.slice(0, length));
  readonly #suffixes = new AffixTable<Entry<Value>>((eventType, length) => eventType.slice(eventType.length - length));
  /** By the source of the expression, which is tried once however many want it. */
  readonly #expressions = new Map<string, { matches: (eventType: string) => boolean; entries: Set<Entry<Value>> }>();
  readonly #kept = new Map<string, readonly Value[]>();
  #keptFinds = 0;
  #nextOrder = 0;
  #size = 0;

  /** `onSearch` is told how long a search took, which is made for types that are not kept. */
  constructor(clock: Clock = systemClock, onSearch?: (durationMs: number) => void) {
    this.#clock = clock;
    this.#onSearch = onSearch;
  }

  /** How many values are registered. */
  get size(): number {
    return this.#size;
  }

  /**
   * Registers a value under a pattern; the disposer takes it out.
   * @throws HookloomError EVENT_PATTERN_INVALID
   */
  add(pattern: string, value: Value): Disposer {
    const alternatives = parsePattern(pattern);
    const entry = { value, order: this.#nextOrder++ };
    const undo = alternatives.map((alternative) => this.#insert(alternative, entry));
    this.#changed(1);
    return createDisposer(() => {
      for (const each of undo) each();
      this.#changed(-1);
    });
  }

  /** The values under every pattern that the type matches, each once, in the order they were added. */
  match(eventType: string): readonly Value[] {
    let found = this.#kept.get(eventType);
    if (found === undefined) {
      const beganMs = this.#clock.monotonicMs();
      found = this.#find(eventType);
      this.#onSearch?.(this.#clock.monotonicMs() - beganMs);
      // It is none that may be published, and may be very long.
      if (eventType.length > MAX_TYPE_LENGTH) return found;
      this.#keptFinds += found.length;
      if (this.#kept.size >= MAX_KEPT_TYPES || this.#keptFinds > MAX_KEPT_FINDS) this.#forget();
      this.#kept.set(eventType, found);
    }
    return found;
  }

  #changed(by: number): void {
    this.#size += by;
    this.#forget();
  }

  #forget(): void {
    this.#kept.clear();
    this.#keptFinds = 0;
  }

  #insert(alternative: PatternAlternative, entry: Entry<Value>): () => void {
    switch (alternative.kind) {
      case "glob":
        return this.#trie.insert(alternative.segments, entry);
      case "prefix":
        return this.#prefixes.insert(alternative.text, entry);
      case "suffix":
        return this.#suffixes.insert(alternative.text, entry);
      case "regex": {
        const { source, matches } = alternative;
        const same = getOrInsert(this.#expressions, source, () => ({ matches, entries: new Set<Entry<Value>>() }));
        same.entries.add(entry);
        return () => {
          same.entries.delete(entry);
          if (same.entries.size === 0) this.#expressions.delete(source);
        };
      }
    }
  }

  #find(eventType: string): readonly Value[] {
    const found = new Set<Entry<Value>>();
    this.#trie.collect(eventType.split("."), found);
    this.#prefixes.collect(eventType, found);
    this.#suffixes.collect(eventType, found);
    for (const { matches, entries } of this.#expressions.values()) {
      if (matches(eventType)) for (const entry of entries) found.add(entry);
    }
    return [...found].sort((one, other) => one.order - other.order).map(({ value }) => value);
  }
}

/**
 * Compiles one pattern into a predicate, for those who have no index.
 * @throws HookloomError EVENT_PATTERN_INVALID
 */
export function compilePattern(pattern: string): (eventType: string) => boolean {
  const index = new PatternIndex<true>();
  index.add(pattern, true);
  return (eventType) => index.match(eventType).length > 0;
}
