// What a runtime is started with that scripts are tested or measured in: as the config says, but it keeps nothing, and has none
// of the built-in hooks. `test` and `bench` use it.

import type { Config } from "../runtime/config/config.ts";
import type { RuntimeOptions } from "../runtime/runtime-options.ts";
import type { CommonFlags } from "./settings.ts";
import { createCommandLogger } from "./text-logger.ts";

/** The options. Failures of hooks are part of what these commands print, so they are not logged as well. */
export function passingRuntimeOptions(config: Config, { logLevel }: CommonFlags): RuntimeOptions {
  const { cacheDir, limits, breaker, points, sandbox, grants } = config;
  const logger = { ...createCommandLogger(logLevel), error: () => {} };
  return { cacheDir, limits, breaker, grants, points: points.declared, requireLayers: sandbox.require, watch: false, logger };
}
