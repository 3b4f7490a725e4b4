// Where the cache keeps results: in the memory of the process, the least recently used given up first, or in Redis for several
// processes.

import type { Clock } from "../../foundation/clock.ts";
import type { RedisLink } from "../redis/redis-link.ts";

/** A result as JSON text, and for how long it is good. */
export interface KeptResult {
  readonly json: string;
  readonly leftMs: number;
}

export interface KeptResults {
  find(key: string): KeptResult | undefined | Promise<KeptResult | undefined>;
  store(key: string, json: string, ttlMs: number): void | Promise<void>;
}

export class ResultsInMemory implements KeptResults {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  // In the order of last use.
  readonly #entries = new Map<string, { readonly json: string; readonly untilMs: number }>();

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  find(key: string): KeptResult | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    const leftMs = entry.untilMs - this.#clock.monotonicMs();
    if (leftMs <= 0) return undefined;
    this.#entries.set(key, entry);
    return { json: entry.json, leftMs };
  }

  store(key: string, json: string, ttlMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { json, untilMs: this.#clock.monotonicMs() + ttlMs });
    if (this.#entries.size > this.#maxEntries) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

/** Asks Redis, and the memory while it is away. */
export class ResultsInRedis implements KeptResults {
  readonly #link: RedisLink;
  readonly #memory: ResultsInMemory;

  constructor(link: RedisLink, memory: ResultsInMemory) {
    this.#link = link;
    this.#memory = memory;
  }

  async find(key: string): Promise<KeptResult | undefined> {
    const asked = await this.#link.ask((redis) => redis.multi().get(nameOf(key)).pttl(nameOf(key)).exec());
    if (asked === undefined) return this.#memory.find(key);
    const [json, leftMs] = (asked.value ?? []).map(([, answer]) => answer);
    return typeof json === "string" && typeof leftMs === "number" && leftMs > 0 ? { json, leftMs } : undefined;
  }

  async store(key: string, json: string, ttlMs: number): Promise<void> {
    const stored = await this.#link.ask((redis) => redis.set(nameOf(key), json, "PX", ttlMs));
    if (stored === undefined) this.#memory.store(key, json, ttlMs);
  }
}

function nameOf(key: string): string {
  return `hookloom:cache:${key}`;
}
