// How numbers, times and places are written.

import type { ErrorView } from "../../src/server/schemas.ts";

/** `0.4`, `12`, `1,204`. */
export function formatRate(perSecond: number): string {
  return perSecond === 0 ? "0" : perSecond.toLocaleString("en", { maximumSignificantDigits: perSecond < 10 ? 2 : 4 });
}

export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

export function formatMs(durationMs: number | undefined): string {
  if (durationMs === undefined) return "–";
  return durationMs < 10 ? durationMs.toFixed(2) : durationMs.toFixed(durationMs < 100 ? 1 : 0);
}

/** `now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAgo(time: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(time)) / 1000);
  if (seconds < 2) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** `guard.js:3:7`, as far as it is known. */
export function formatPlace({ file, line, column }: NonNullable<ErrorView["place"]>): string {
  return [file, line, column].filter((part) => part !== undefined).join(":");
}
