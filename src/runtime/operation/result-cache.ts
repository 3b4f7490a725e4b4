// Results that hooks asked to keep, for as long as they said, the least recently used given up first. The guard looks here
// before it asks any hook; hosts take results out with `runtime.cache.invalidate`.

import { hash } from "node:crypto";
import { canonicalJson } from "../../foundation/canonical-json.ts";
import type { Clock } from "../../foundation/clock.ts";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import { canonicalName } from "../../model/points/resolve-point.ts";

/** What a result is kept for: a point, a component, and a key or the hash of the operation's data. */
export interface CacheAddress {
  readonly point: string;
  readonly component: string;
  /** The key that the host or a hook gave; `undefined` for the hash of data. */
  readonly key: string | undefined;
  /** All of it as one text. */
  readonly text: string;
}

/** Which results to take out: those to which everything given applies. */
export interface CacheSelection {
  readonly point?: string;
  readonly component?: string;
  /** A key that the host or a hook gave. Results kept under the hash of data have none. */
  readonly key?: string;
}

interface Entry {
  readonly point: string;
  readonly component: string;
  readonly keys: readonly (string | undefined)[];
  /** JSON text: whoever gets the result can change it without changing it for others. */
  readonly json: string;
  readonly untilMs: number;
}

/** Default number of results kept. */
const DEFAULT_MAX_ENTRIES = 1000;

/** The address of a key. */
export function keyAddress(point: string, component: string, key: string): CacheAddress {
  return { point, component, key, text: JSON.stringify([point, component, "key", key]) };
}

/** The address of an operation's data; `undefined` when the data has no JSON form. */
export function dataAddress(point: string, component: string, data: JsonObject): CacheAddress | undefined {
  const json = canonicalJson(data);
  return json === undefined
    ? undefined
    : { point, component, key: undefined, text: JSON.stringify([point, component, "data", hash("sha256", json)]) };
}

/** The results that hooks asked to keep. */
export interface CachedResults {
  /**
   * Takes out the results to which everything given applies, and those being made, which are then not kept. Without a
   * selection all. How many.
   */
  invalidate(selection?: CacheSelection): number;
}

export class ResultCache implements CachedResults {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  // In the order of last use; a result kept under two addresses is there twice.
  readonly #entries = new Map<string, Entry>();
  #invalidations = 0;

  constructor(clock: Clock, maxEntries = DEFAULT_MAX_ENTRIES) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  /** Number of addresses, those whose time is over included until their place is needed. */
  get size(): number {
    return this.#entries.size;
  }

  /** How often results were taken out: what was begun before must not be kept after. */
  get invalidations(): number {
    return this.#invalidations;
  }

  /** The result kept under an address, in a box. */
  find(address: CacheAddress): { readonly value: JsonValue } | undefined {
    const entry = this.#entries.get(address.text);
    if (entry === undefined || this.#clock.monotonicMs() >= entry.untilMs) return undefined;
    this.#entries.delete(address.text);
    this.#entries.set(address.text, entry);
    return { value: JSON.parse(entry.json) as JsonValue };
  }

  /** Whether a result was kept under an address until its time was over: the next one is likely to be kept too. */
  isExpired(address: CacheAddress): boolean {
    const entry = this.#entries.get(address.text);
    return entry !== undefined && this.#clock.monotonicMs() >= entry.untilMs;
  }

  /** Keeps a result, given as JSON text, for a time, under addresses that differ in their key at most. */
  store(addresses: readonly CacheAddress[], json: string, ttlMs: number): void {
    const keys = addresses.map(({ key }) => key);
    const untilMs = this.#clock.monotonicMs() + ttlMs;
    for (const { point, component, text } of addresses) {
      this.#entries.delete(text);
      this.#entries.set(text, { point, component, keys, json, untilMs });
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return;
      this.#entries.delete(oldest);
    }
  }

  /** Takes results out; how many addresses. */
  invalidate(selection: CacheSelection = {}): number {
    const { component, key } = selection;
    const point = selection.point === undefined ? undefined : canonicalName(selection.point);
    this.#invalidations += 1;
    const before = this.#entries.size;
    for (const [text, entry] of this.#entries) {
      if (point !== undefined && point !== entry.point) continue;
      if (component !== undefined && component !== entry.component) continue;
      if (key !== undefined && !entry.keys.includes(key)) continue;
      this.#entries.delete(text);
    }
    return before - this.#entries.size;
  }
}
