// How messages about settings show what somebody wrote.

import { isJsonObject } from "../../foundation/json.ts";

const MOST_SHOWN = 60;

/** A value on one line: cut when it is long, and never the inside of lists and tables. */
export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return `the date ${value.toISOString()}`;
  if (isJsonObject(value)) return "a table";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`;
}
