// The store of a bus and which events go into it.

import { PatternIndex } from "./pattern-index.ts";
import type { EventStore } from "./storage/event-store.ts";

export class Archive {
  readonly store: EventStore;
  readonly #keep = new PatternIndex<true>();

  /**
   * Keeps the events whose type matches one of the patterns.
   * @throws HookloomError EVENT_PATTERN_INVALID
   */
  constructor(store: EventStore, keep: readonly string[] = ["**"]) {
    this.store = store;
    for (const pattern of keep) this.#keep.add(pattern, true);
  }

  keeps(eventType: string): boolean {
    return this.#keep.match(eventType).length > 0;
  }
}
