// Where log lines go. The shape is pino's, so a host passes its own pino; without one the runtime writes JSON lines to
// standard error.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

type LogMethod = (details: Readonly<Record<string, unknown>>, message: string) => void;

/** What the runtime needs of a logger. */
export interface Logger {
  debug: LogMethod;
  info: LogMethod;
  warn: LogMethod;
  error: LogMethod;
}

export type LoggerLevel = "debug" | "info" | "warn" | "error" | "silent";

/** JSON lines on standard error. */
export function createJsonLogger(level: LoggerLevel): Logger {
  // Most commands and hosts have another logger, and start quicker without this one.
  const { pino } = require("pino") as typeof import("pino");
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
