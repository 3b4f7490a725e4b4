// Durations and moments as people type them.

import { InvalidArgumentError } from "commander";

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `90s`, `30m`, `8h` or `2d`. */
export function parseDuration(text: string): number {
  const durationMs = durationOf(text);
  if (durationMs !== undefined && durationMs > 0) return durationMs;
  throw new InvalidArgumentError("It must be a number and s, m, h or d, such as 30m.");
}

/** Milliseconds since 1970 of a duration ago or a time in ISO 8601. */
export function parseMoment(text: string): number {
  const durationMs = durationOf(text);
  const timeMs = durationMs === undefined ? Date.parse(text) : Date.now() - durationMs;
  if (Number.isFinite(timeMs)) return timeMs;
  throw new InvalidArgumentError("It must be how long ago, such as 30m, or a time, such as 2026-01-31T12:00:00Z.");
}

function durationOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
