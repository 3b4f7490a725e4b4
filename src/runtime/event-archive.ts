// Which events a runtime takes and where they are kept, as its options say: the runtime opens the archive.

import { join } from "node:path";
import { Archive } from "../events/archive.ts";
import type { GateOptions } from "../events/protection/event-gate.ts";
import type { EventSchema } from "../events/protection/event-schema.ts";
import type { EventStore, Retention } from "../events/storage/event-store.ts";
import { MemoryStore } from "../events/storage/memory-store.ts";
import { SqliteStore } from "../events/storage/sqlite-store.ts";
import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { Logger } from "../observability/logger.ts";

export const EVENT_STORAGES = ["none", "memory", "sqlite"] as const;

export interface EventOptions {
  /** Where events are kept: nowhere, in memory, or in a file of the state folder. Default "none". */
  readonly storage?: (typeof EVENT_STORAGES)[number];
  /** Patterns of the types that are kept. Default: all. */
  readonly keep?: readonly string[];
  /** Default 10,000 in memory, 1,000,000 with SQLite. The oldest are given up first. */
  readonly maxEvents?: number;
  /** Default: as old as they may get. */
  readonly maxAgeHours?: number;
  /** Default: none in memory, 1024 with SQLite. */
  readonly maxMb?: number;
  /** Of the data of one event, as JSON. Default 1,048,576. */
  readonly maxPayloadBytes?: number;
  /** Events of one component. Default: no limit. */
  readonly maxPerSecond?: number;
  /** What the data of events must fit, by types or patterns of them. Default: anything may be published. */
  readonly schemas?: Readonly<Record<string, EventSchema>>;
}

/** What the bus lets through. */
export function limitsOf({ maxPayloadBytes, maxPerSecond }: EventOptions): GateOptions {
  return {
    ...(maxPayloadBytes !== undefined && { maxPayloadBytes }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
  };
}

export const EVENT_DEFAULTS = { memoryEvents: 10_000, sqliteEvents: 1_000_000, sqliteMb: 1024 } as const;

/** The file of the state folder with the events. */
export function eventsPath(stateDir: string): string {
  return join(stateDir, "events.db");
}

/**
 * Opens the archive; `undefined` when no events are kept.
 * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_STORE_IN_USE, EVENT_STORE_UNUSABLE
 */
export function openArchive(
  options: EventOptions,
  stateDir: string | undefined,
  clock: Clock,
  logger: Logger,
): Archive | undefined {
  const store = openStore(options, stateDir, clock, logger);
  return store && new Archive(store, options.keep);
}

function openStore(options: EventOptions, stateDir: string | undefined, clock: Clock, logger: Logger): EventStore | undefined {
  switch (options.storage ?? "none") {
    case "none":
      return undefined;
    case "memory":
      return new MemoryStore(retentionOf(options, EVENT_DEFAULTS.memoryEvents), clock);
    case "sqlite": {
      if (stateDir === undefined)
        throw new HookloomError("EVENT_STORE_UNUSABLE", "Events cannot be kept in a file without a state folder.");
      const retention = retentionOf({ maxMb: EVENT_DEFAULTS.sqliteMb, ...options }, EVENT_DEFAULTS.sqliteEvents);
      return new SqliteStore(eventsPath(stateDir), retention, clock, ({ code, message }) => logger.error({ code }, message));
    }
  }
}

function retentionOf({ maxEvents, maxAgeHours, maxMb }: EventOptions, usualEvents: number): Retention {
  return {
    maxEvents: maxEvents ?? usualEvents,
    ...(maxAgeHours !== undefined && { maxAgeMs: maxAgeHours * 3_600_000 }),
    ...(maxMb !== undefined && { maxBytes: maxMb * 1_048_576 }),
  };
}
