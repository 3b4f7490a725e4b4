// A runtime as a config describes it. `run`, `list` and `serve` open one.

import { LANGUAGES } from "../../bridges/index.ts";
import type { Logger } from "../observability/logger.ts";
import type { Config } from "../runtime/config/config.ts";
import { startRuntime, type Runtime } from "../runtime/runtime.ts";

/** Starts a runtime with every language. */
export function openRuntime(config: Config, options: { watch: boolean; logger: Logger }): Promise<Runtime> {
  const { scriptsDir, cacheDir, limits, breaker, points, sandbox } = config;
  return startRuntime(LANGUAGES, {
    scriptsDir,
    cacheDir,
    limits,
    breaker,
    points: points.declared,
    requireLayers: sandbox.require,
    ...options,
  });
}

/** What scripts are called: `.js, .lua, .py`. */
export function scriptEndings(): string {
  return LANGUAGES.flatMap(({ extensions }) => extensions).join(", ");
}
