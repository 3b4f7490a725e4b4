// What becomes of several events of one type in a batch: all of them, the last, how many there were, the sums of some fields, or
// what a function makes of them.

import { valueAtPath, type JsonObject, type JsonValue } from "../foundation/json.ts";
import type { UniversalEvent } from "../model/events.ts";
import { compilePattern } from "./pattern-index.ts";

/**
 * "all", "last", "count" (the data is `{count, first, last}`, the times), the paths of number fields to be summed into the data of the
 * last event, or a function that makes the data.
 */
export type AggregationRule =
  | "all"
  | "last"
  | "count"
  | { readonly sum: readonly string[] }
  | ((events: readonly UniversalEvent[]) => JsonObject);

export interface CompiledRule {
  readonly matches: (eventType: string) => boolean;
  readonly rule: AggregationRule;
}

/** @throws HookloomError EVENT_PATTERN_INVALID */
export function compileRules(rules: Readonly<Record<string, AggregationRule>>): CompiledRule[] {
  return Object.entries(rules).map(([pattern, rule]) => ({ matches: compilePattern(pattern), rule }));
}

/** The events with those of one type made one, where a rule says so: it stands where the last of them stood. */
export function reduceBatch(events: readonly UniversalEvent[], rules: readonly CompiledRule[]): readonly UniversalEvent[] {
  if (rules.length === 0) return events;
  const reduced = new Map<UniversalEvent, UniversalEvent>();
  for (const [eventType, ofType] of Map.groupBy(events, ({ event_type }) => event_type)) {
    const rule = rules.find(({ matches }) => matches(eventType))?.rule ?? "all";
    if (rule === "all") for (const event of ofType) reduced.set(event, event);
    else reduced.set(ofType.at(-1)!, reduce(ofType, rule));
  }
  return events.flatMap((event) => reduced.get(event) ?? []);
}

function reduce(events: readonly UniversalEvent[], rule: Exclude<AggregationRule, "all">): UniversalEvent {
  const last = events.at(-1)!;
  const metadata = { ...last.metadata, aggregated: events.length };
  return { ...last, data: dataOf(events, rule), metadata };
}

function dataOf(events: readonly UniversalEvent[], rule: Exclude<AggregationRule, "all">): JsonObject {
  const last = events.at(-1)!;
  if (rule === "last") return last.data;
  if (rule === "count") return { count: events.length, first: events[0]!.timestamp, last: last.timestamp };
  if (typeof rule === "function") return rule(events);
  return rule.sum.reduce((data, path) => withSum(data, path.split("."), events), last.data);
}

function withSum(data: JsonObject, path: readonly string[], events: readonly UniversalEvent[]): JsonObject {
  const numbers = events.map((event) => valueAtPath(event.data, path)).filter((value) => typeof value === "number");
  return replaceAt(
    data,
    path,
    numbers.reduce((sum, number) => sum + number, 0),
  ) as JsonObject;
}

function replaceAt(value: JsonValue | undefined, [key, ...rest]: readonly string[], replacement: number): JsonValue {
  if (key === undefined) return replacement;
  const object = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
  return { ...object, [key]: replaceAt(object[key], rest, replacement) };
}
