// Keeps the last events in memory: for looking back and replaying while the process lives.

import type { Clock } from "../../foundation/clock.ts";
import { measureJson } from "../../foundation/measure-json.ts";
import { RingBuffer } from "../../foundation/ring-buffer.ts";
import { compilePattern } from "../pattern-index.ts";
import type { Publication } from "../publication.ts";
import { limitOf, type EventQuery, type EventStore, type Retention, type StoreStats } from "./event-store.ts";

interface Kept {
  readonly publication: Publication;
  readonly timeMs: number;
  readonly bytes: number;
}

export class MemoryStore implements EventStore {
  readonly #retention: Retention;
  readonly #clock: Clock;
  readonly #kept: RingBuffer<Kept>;
  readonly #consumers = new Map<string, number>();
  #bytes = 0;
  #lastPosition = 0;

  constructor(retention: Retention, clock: Clock) {
    this.#retention = retention;
    this.#clock = clock;
    this.#kept = new RingBuffer(retention.maxEvents);
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  append(publication: Publication): void {
    const { event, position } = publication;
    // Measuring takes a moment, and is for nothing when nobody limits it.
    const bytes = this.#retention.maxBytes === undefined ? 0 : measureJson(event, Number.MAX_SAFE_INTEGER).bytes;
    if (this.#kept.length === this.#kept.capacity) this.#giveUpOldest();
    this.#kept.push({ publication, timeMs: Date.parse(event.timestamp), bytes });
    this.#bytes += bytes;
    this.#lastPosition = position;
    while (this.#kept.length > 1 && this.#bytes > (this.#retention.maxBytes ?? Number.POSITIVE_INFINITY)) this.#giveUpOldest();
  }

  read(query: EventQuery): Publication[] {
    this.#giveUpOld();
    const accepts = compileQuery(query);
    const limit = limitOf(query);
    const found: Publication[] = [];
    const first = this.#firstAfter(query.after ?? 0);
    const count = this.#kept.length - first;
    for (let step = 0; step < count && found.length < limit; step += 1) {
      const kept = this.#kept.at(query.newest === true ? this.#kept.length - 1 - step : first + step)!;
      if (accepts(kept)) found.push(kept.publication);
    }
    return query.newest === true ? found.toReversed() : found;
  }

  consumerPosition(name: string): number | undefined {
    return this.#consumers.get(name);
  }

  acknowledge(name: string, position: number): void {
    this.#consumers.set(name, position);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  stats(): StoreStats {
    return { events: this.#kept.length, bytes: this.#bytes, lost: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The place of the first event after a position. */
  #firstAfter(position: number): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#kept.at(middle)!.publication.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #giveUpOld(): void {
    const { maxAgeMs } = this.#retention;
    if (maxAgeMs === undefined) return;
    const oldestMs = this.#clock.now() - maxAgeMs;
    while (this.#kept.length > 1 && this.#kept.at(0)!.timeMs < oldestMs) this.#giveUpOldest();
  }

  #giveUpOldest(): void {
    this.#bytes -= this.#kept.shift()?.bytes ?? 0;
  }
}

function compileQuery(query: EventQuery): (kept: Kept) => boolean {
  const { pattern = "**", sinceMs = 0, untilMs = Number.POSITIVE_INFINITY, correlationId, component } = query;
  const matches = compilePattern(pattern);
  return ({ publication: { event }, timeMs }) =>
    timeMs >= sinceMs &&
    timeMs < untilMs &&
    (correlationId === undefined || event.source.correlation_id === correlationId) &&
    (component === undefined || event.source.component === component) &&
    matches(event.event_type);
}
