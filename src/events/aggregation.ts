// Events in batches, for listeners to whom many at once cost less than each: a batch goes when it is full, when its time is up, or
// when something urgent comes. Rules make one event of many of a type. A batch that fails is delivered event by event.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { UniversalEvent } from "../model/events.ts";
import { compileRules, reduceBatch, type AggregationRule, type CompiledRule } from "./aggregation-rules.ts";
import { compilePattern } from "./pattern-index.ts";
import type { SubscriptionOptions } from "./subscription.ts";

/** Gets the events of a batch in the order of publishing. */
export type BatchListener = (events: readonly UniversalEvent[]) => unknown;

export interface BatchOptions extends SubscriptionOptions {
  /** A batch goes when it has so many events. Default 100. */
  readonly size?: number;
  /** A batch goes so many milliseconds after its first event came. Default 1000. */
  readonly intervalMs?: number;
  /** Pattern of types with which a batch goes at once. Default: none are urgent. */
  readonly urgent?: string;
  /** What becomes of several events of one type, by patterns of types; the first that matches counts. Default: they all go. */
  readonly rules?: Readonly<Record<string, AggregationRule>>;
}

const DEFAULTS = { size: 100, intervalMs: 1000 } as const;

export class Batching {
  readonly #listener: BatchListener;
  readonly #clock: Clock;
  readonly #onError: (error: unknown, event: UniversalEvent) => void;
  readonly #size: number;
  readonly #intervalMs: number;
  readonly #isUrgent: (eventType: string) => boolean;
  readonly #rules: readonly CompiledRule[];
  #batch: UniversalEvent[] = [];
  #cancelTimer: (() => void) | undefined;
  #delivering: Promise<void> | undefined;

  /** @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID */
  constructor(
    listener: BatchListener,
    options: BatchOptions,
    clock: Clock,
    onError: (error: unknown, event: UniversalEvent) => void,
  ) {
    const { size, intervalMs, urgent, rules = {} } = { ...DEFAULTS, ...options };
    if (!(size >= 1 && intervalMs >= 1))
      throw new HookloomError("EVENT_OPTIONS_INVALID", '"size" and "intervalMs" must be at least 1.');
    this.#listener = listener;
    this.#clock = clock;
    this.#onError = onError;
    this.#size = size;
    this.#intervalMs = intervalMs;
    this.#isUrgent = urgent === undefined ? () => false : compilePattern(urgent);
    this.#rules = compileRules(rules);
  }

  /** Adds an event; a promise when the next one has to wait for a batch to be delivered. */
  add(event: UniversalEvent): void | Promise<void> {
    return this.#delivering === undefined ? this.#put(event) : this.#delivering.then(() => this.#put(event));
  }

  /** Delivers what is in the batch. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#batch.length === 0) return this.#delivering ?? Promise.resolve();
    const batch = this.#batch;
    this.#batch = [];
    const delivering = (this.#delivering ?? Promise.resolve()).then(async () => {
      await this.#deliver(batch);
      if (this.#delivering === delivering) this.#delivering = undefined;
    });
    this.#delivering = delivering;
    return delivering;
  }

  #put(event: UniversalEvent): void | Promise<void> {
    this.#batch.push(event);
    if (this.#batch.length >= this.#size || this.#isUrgent(event.event_type)) return this.flush();
    this.#cancelTimer ??= this.#clock.after(this.#intervalMs, () => void this.flush());
  }

  async #deliver(batch: readonly UniversalEvent[]): Promise<void> {
    let events = batch;
    try {
      events = reduceBatch(batch, this.#rules);
      await this.#listener(events);
    } catch (thrown) {
      this.#onError(thrown, events[0]!);
      if (events.length > 1) await this.#deliverSingly(events);
    }
  }

  async #deliverSingly(events: readonly UniversalEvent[]): Promise<void> {
    for (const event of events) {
      try {
        await this.#listener([event]);
      } catch (thrown) {
        this.#onError(thrown, event);
      }
    }
  }
}
