// What the sections about events share: the built bus, an event of 300 bytes, patterns of every kind.

import type * as Archive from "../src/events/archive.ts";
import type * as Bus from "../src/events/event-bus.ts";
import type * as Index from "../src/events/pattern-index.ts";
import type * as Sqlite from "../src/events/storage/sqlite-store.ts";
import type * as Clock from "../src/foundation/clock.ts";
import type * as Ids from "../src/foundation/ids.ts";
import { built } from "./built.ts";

const { EventBus } = await built<typeof Bus>("src/events/event-bus");
const { uuidSource } = await built<typeof Ids>("src/foundation/ids");
export const { systemClock } = await built<typeof Clock>("src/foundation/clock");
export const { Archive: EventArchive } = await built<typeof Archive>("src/events/archive");
export const { SqliteStore } = await built<typeof Sqlite>("src/events/storage/sqlite-store");
export const { PatternIndex } = await built<typeof Index>("src/events/pattern-index");

export function createBus(options: Bus.BusOptions = {}): Bus.EventBus {
  const fail = (error: unknown): never => {
    throw error;
  };
  return new EventBus(systemClock, uuidSource, fail, options);
}

export const TYPE = "tool.execution.completed";
export const SOURCE = { component: "hookloom", correlation_id: "019b7742-0000-7000-8000-000000000001" };
/** With it, the JSON of an event has 300 bytes. */
export const DATA = { hook: "guard#1", point: "BeforeToolExecution", result: "continue", duration_ms: 1.25 };

/** So many patterns, of every kind: a third are types, a third globs, a third something that only we have, when that is wanted. */
export function mixedPatterns(count: number, onlyOurs: boolean): string[] {
  return Array.from({ length: count }, (_, index) => {
    const [a, b, c] = [`app${index % 97}`, `part${index % 89}`, `what${index % 83}`];
    switch (index % (onlyOurs ? 9 : 6)) {
      case 0:
      case 1:
        return `${a}.${b}.${c}`;
      case 2:
        return `${a}.${b}.done`;
      case 3:
        return `${a}.*.${c}`;
      case 4:
        return `*.${b}.*`;
      case 5:
        return `${a}.${b}.**`;
      case 6:
        return `${a}.p*${index % 10}.{${c},other${index}}`;
      case 7:
        return index % 2 === 0 ? `prefix:${a}.${b}` : `suffix:${b}.${c}`;
      default:
        return index % 100 === 8 ? `regex:^${a}\\..*${index % 10}$` : `${a}.part[${index % 9}-9]*.w???${index % 10}`;
    }
  });
}

/** Types that such patterns are about. */
export function mixedTypes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `app${index % 97}.part${(index * 7) % 89}.what${(index * 13) % 83}`);
}

/** Lets what is due happen. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does `act` in portions, and lets the event loop turn after each; operations a second, the median of some rounds. */
export async function rateInPortions(act: () => unknown, count: number, portion = 1000, rounds = 5): Promise<number> {
  const rates: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const startedMs = performance.now();
    for (let done = 0; done < count; done += portion) {
      for (let index = 0; index < portion; index += 1) act();
      await turn();
    }
    if (round >= 0) rates.push((count / (performance.now() - startedMs)) * 1000);
  }
  return rates.sort((one, other) => one - other)[Math.floor(rounds / 2)]!;
}

/** Bytes in use after everything that is not needed was given up. */
export function usedBytes(): number {
  for (let time = 0; time < 4; time += 1) globalThis.gc!();
  return process.memoryUsage().heapUsed;
}
