// Takes secrets out of log lines before they are written. `serve` puts it around its logger.

import { redactSecrets } from "../builtin/redaction/redact.ts";
import type { Logger } from "../observability/logger.ts";

/** The same logger, but keys, tokens and passwords of known shapes are replaced in messages and details. */
export function createRedactingLogger(logger: Logger): Logger {
  const at =
    (level: keyof Logger): Logger["info"] =>
    (details, message) =>
      // Without looking for what merely seems random: ids and hashes are what logs are full of.
      logger[level](redactSecrets(details, { entropy: false }).value, redactSecrets(message, { entropy: false }).value);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
