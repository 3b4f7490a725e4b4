// Takes over a config that was changed while the program runs: reads it anew, asks the hooks of `ConfigurationChange`, applies what
// can be applied, and says what has to wait for the next start. `hookloom serve` has one.

import { redactSecrets } from "../../builtin/redaction/redact.ts";
import { OUR_COMPONENT } from "../../events/protection/event-gate.ts";
import { toHookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Runtime } from "../runtime.ts";
import { findChanges, type ConfigChange } from "./config-changes.ts";
import type { Config } from "./config.ts";

export interface ConfigReloadOptions {
  /** The one that the runtime was started with. */
  readonly config: Config;
  readonly runtime: Pick<Runtime, "run" | "reconfigure" | "events">;
  readonly logger: Logger;
  /** The file, for the hooks that are asked. */
  readonly file?: string;
  /** Reads the config as it is now. @throws HookloomError CONFIG_SYNTAX, CONFIG_INVALID */
  readonly read: () => Config;
  /** Applies what is not the runtime's. Default: there is nothing else. */
  readonly apply?: (config: Config) => void | Promise<void>;
}

/** What became of a change. */
export type ConfigReloaded =
  | { readonly kind: "unchanged" }
  | { readonly kind: "applied"; readonly changes: readonly ConfigChange[] }
  /** The old config goes on. */
  | { readonly kind: "refused"; readonly reason: string };

const GOES_ON = "the config that was changed is not taken over, and the one before goes on";

export class ConfigReload {
  readonly #options: ConfigReloadOptions;
  #current: Config;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ConfigReloadOptions) {
    this.#options = options;
    this.#current = options.config;
  }

  /** Takes over what has changed, one change after another. Never rejects: what goes wrong is logged, and told as an event. */
  reload(): Promise<ConfigReloaded> {
    const turn = this.#turn.then(() => this.#reload());
    this.#turn = turn;
    return turn;
  }

  async #reload(): Promise<ConfigReloaded> {
    const { runtime, read, apply, file } = this.#options;
    try {
      const config = read();
      const changes = findChanges(this.#current, config);
      if (changes.length === 0) return { kind: "unchanged" };
      const shown = showChanges(changes);
      const asked = { changes: shown, source: "hookloom", ...(file !== undefined && { file_path: file }) };
      const outcome = await runtime.run("ConfigurationChange", asked);
      if (outcome.type === "cancel") return this.#refuse({ hook: outcome.hookId }, `${outcome.hookId}: ${outcome.reason}`);
      await runtime.reconfigure({ ...config, points: config.points.declared });
      await apply?.(config);
      this.#current = config;
      this.#tell(changes, shown);
      return { kind: "applied", changes };
    } catch (thrown) {
      const { code, message } = toHookloomError(thrown, "INTERNAL");
      return this.#refuse({ code }, message.split("\n").join(" "));
    }
  }

  #refuse(details: JsonObject, reason: string): ConfigReloaded {
    this.#options.logger.error(details, `${GOES_ON}: ${reason}`);
    this.#publish("config.refused", { ...details, reason });
    return { kind: "refused", reason };
  }

  #tell(changes: readonly ConfigChange[], shown: JsonObject): void {
    const { logger, config } = this.#options;
    logger.info({ changes: shown }, `took over the config: ${describe(shown)}`);
    // What was changed back needs no restart after all.
    const different = new Set(findChanges(config, this.#current).map(({ key }) => key));
    const waiting = changes.filter(({ key, needsRestart }) => needsRestart && different.has(key)).map(({ key }) => key);
    if (waiting.length > 0) logger.warn({ settings: waiting }, `${waiting.join(", ")}: effective after a restart`);
    this.#publish("config.changed", { changes: shown, after_restart: waiting });
  }

  #publish(eventType: string, data: JsonObject): void {
    this.#options.runtime.events.publish(eventType, data, { component: OUR_COMPONENT });
  }
}

/** The new values by the names of settings, without secrets; `null` where nothing is said any more. */
function showChanges(changes: readonly ConfigChange[]): JsonObject {
  return redactSecrets(Object.fromEntries(changes.map(({ key, after }) => [key, after ?? null])), { entropy: false }).value;
}

function describe(shown: JsonObject): string {
  return Object.entries(shown)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
    .join(", ");
}
