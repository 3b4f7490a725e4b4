// A logger that keeps what it is told, so that tests can ask what an operator would have seen.

import type { Logger } from "../../src/observability/logger.ts";

export interface RecordingLogger extends Logger {
  readonly lines: { level: "debug" | "info" | "warn" | "error"; message: string; details: Readonly<Record<string, unknown>> }[];
}

export function createRecordingLogger(): RecordingLogger {
  const lines: RecordingLogger["lines"] = [];
  const at =
    (level: "debug" | "info" | "warn" | "error") =>
    (details: Readonly<Record<string, unknown>>, message: string): void =>
      void lines.push({ level, message, details });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
