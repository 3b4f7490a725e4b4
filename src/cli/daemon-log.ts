// The log of `serve`, whose settings may change while it runs.

import { createJsonLogger, type Logger } from "../observability/logger.ts";
import type { Config } from "../runtime/config/config.ts";
import { createRedactingLogger } from "./redacting-logger.ts";
import { createTextLogger } from "./text-logger.ts";

export class DaemonLog {
  #log: Logger;
  #isStopping = false;
  /** Whoever logs has this, whatever the settings become. */
  readonly logger: Logger = {
    debug: (details, message) => this.#log.debug(details, message),
    // That every script is unloaded when we stop is nobody's news.
    info: (details, message) => (this.#isStopping ? undefined : this.#log.info(details, message)),
    warn: (details, message) => this.#log.warn(details, message),
    error: (details, message) => this.#log.error(details, message),
  };

  constructor(settings: Config["log"]) {
    this.#log = createLog(settings);
  }

  /** Writes by these settings from now on. */
  use(settings: Config["log"]): void {
    this.#log = createLog(settings);
  }

  /** What usually happens is told no more. */
  stop(): void {
    this.#isStopping = true;
  }
}

function createLog({ level, format, redact }: Config["log"]): Logger {
  const log = format === "json" ? createJsonLogger(level) : createTextLogger({ level, times: true });
  return redact ? createRedactingLogger(log) : log;
}
