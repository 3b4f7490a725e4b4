// What a script says unasked, log lines and events, leaves its isolate through shared memory, a buffer for each: bounded, no
// crossing, and readable after a kill. The guest
// appends (guest/base.js), the runner empties it after every entry, so neither ever writes while the other does.
//
// Layout, in 16-bit units: [0] units used, [1] lines dropped since the last read, then records of
// [level, length, ...UTF-16 units].

import { isJsonObject } from "../foundation/json.ts";

/** Units in the buffer: 64 KiB. */
export const LOG_BUFFER_UNITS = 32 * 1024;
const HEADER_UNITS = 2;

/** Log levels by their number in the buffer. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line a script logged. */
export interface ScriptLogLine {
  readonly level: LogLevel;
  readonly text: string;
}

/** Longest text of a line, in UTF-16 units; `guest/base.js` cuts there, too. */
const MAX_LINE_LENGTH = 4096;

/**
 * Reads the lines of a log frame, trusting nothing in it.
 * @throws SyntaxError or TypeError when it holds anything else
 */
export function parseLogLines(text: string): ScriptLogLine[] {
  const lines = JSON.parse(text) as unknown;
  if (!Array.isArray(lines)) throw new TypeError("log lines that are no list");
  return lines.map((line: unknown) => {
    const { level, text: said } = isJsonObject(line) ? line : {};
    if (!LOG_LEVELS.includes(level as LogLevel) || typeof said !== "string") throw new TypeError("a malformed log line");
    return { level: level as LogLevel, text: said.slice(0, MAX_LINE_LENGTH) };
  });
}

/** Creates an empty buffer. */
export function createLogBuffer(): Uint16Array<SharedArrayBuffer> {
  const units = new Uint16Array(new SharedArrayBuffer(LOG_BUFFER_UNITS * 2));
  units[0] = HEADER_UNITS;
  return units;
}

/** Whether anything was written or dropped since the last read. */
export function hasLogLines(units: Uint16Array): boolean {
  return units[0] !== HEADER_UNITS || units[1] !== 0;
}

/** Takes the lines out, trusting nothing in the buffer, and says how many did not fit. */
export function takeLogLines(units: Uint16Array): { lines: ScriptLogLine[]; dropped: number } {
  const end = Math.min(units[0] ?? HEADER_UNITS, units.length);
  const dropped = units[1] ?? 0;
  const lines: ScriptLogLine[] = [];
  let at = HEADER_UNITS;
  while (at + 2 <= end) {
    const level = LOG_LEVELS[units[at] ?? 1] ?? "info";
    const length = Math.min(units[at + 1] ?? 0, end - at - 2);
    let text = "";
    for (let from = at + 2; from < at + 2 + length; from += 4096) {
      text += String.fromCharCode(...units.slice(from, Math.min(from + 4096, at + 2 + length)));
    }
    lines.push({ level, text });
    at += 2 + length;
  }
  units[0] = HEADER_UNITS;
  units[1] = 0;
  return { lines, dropped };
}
