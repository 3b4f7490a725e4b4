// Log lines for people: short, on standard error, coloured on a terminal. The commands use it where the config does not ask
// for JSON.

import type { Logger, LoggerLevel } from "../observability/logger.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
type Level = (typeof LEVELS)[number];

const LABELS = {
  debug: ["dim", "debug"],
  info: ["cyan", "info "],
  warn: ["yellow", "warn "],
  error: ["red", "error"],
} as const;

export interface TextLoggerOptions {
  readonly level: LoggerLevel;
  /** Whether lines begin with the time of day, for processes that stay. Default false. */
  readonly times?: boolean;
  /** Default: standard error. */
  readonly write?: (line: string) => void;
}

/** A logger that writes one line of text per entry. */
export function createTextLogger(options: TextLoggerOptions): Logger {
  const { level: least, times = false, write = (line) => void process.stderr.write(`${line}\n`) } = options;
  const method = (level: Level): Logger[Level] => {
    if (least === "silent" || LEVELS.indexOf(level) < LEVELS.indexOf(least)) return () => {};
    const [format, label] = LABELS[level];
    return (details, message) => {
      const time = times ? `${styled("dim", new Date().toTimeString().slice(0, 8), process.stderr)} ` : "";
      write(`${time}${styled(format, label, process.stderr)} ${describe(details, message)}`);
    };
  };
  return { debug: method("debug"), info: method("info"), warn: method("warn"), error: method("error") };
}

// The message, and of the details only what it does not say itself: who spoke, where, and the code to look up.
function describe({ script, by, place, code }: Readonly<Record<string, unknown>>, message: string): string {
  const unsaid = (detail: unknown): detail is string => typeof detail === "string" && !message.includes(detail);
  const speaker = by === "script" || unsaid(script) ? `${script}: ` : "";
  const where = unsaid(place) ? ` (${place})` : "";
  const lookUp = unsaid(code) ? ` [${code}]` : "";
  return printable(`${speaker}${message}${where}${lookUp}`);
}

/**
 * The logger of commands that do one thing and end. When no level is asked for, it shows warnings, what scripts say, and what
 * takes long, but not the coming and going of every script.
 */
export function createCommandLogger(level: LoggerLevel | undefined): Logger {
  if (level !== undefined) return createTextLogger({ level });
  const logger = createTextLogger({ level: "info" });
  return {
    ...logger,
    info: (details, message) => ("script" in details && details.by !== "script" ? undefined : logger.info(details, message)),
  };
}
