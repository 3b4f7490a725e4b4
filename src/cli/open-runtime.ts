// A runtime as a config describes it. `run`, `list` and `serve` open one.

import { LANGUAGES } from "../../bridges/index.ts";
import type { Logger } from "../observability/logger.ts";
import type { Config } from "../runtime/config/config.ts";
import type { RuntimeOptions } from "../runtime/runtime-options.ts";
import { startRuntime, type Runtime } from "../runtime/runtime.ts";

interface OpenOptions extends Pick<RuntimeOptions, "keptRuns" | "onRun"> {
  readonly watch: boolean;
  readonly logger: Logger;
  /** Whether hooks are only tried. Default true. */
  readonly trial?: boolean;
  /** Done before the first script is loaded. */
  readonly prepare?: (runtime: Runtime) => Promise<void>;
}

/**
 * Starts a runtime with every language.
 * @throws HookloomError COMPOSITION_INVALID when hooks are not only tried, and those of `createRuntime`
 */
export async function openRuntime(config: Config, { prepare, trial = true, ...options }: OpenOptions): Promise<Runtime> {
  const {
    scriptsDir,
    cacheDir,
    stateDir,
    profile,
    grants,
    scripts,
    limits,
    breaker,
    points,
    sandbox,
    builtin,
    events,
    runs,
    compositions,
    plugins,
  } = config;
  const described = {
    scriptsDir,
    cacheDir,
    stateDir,
    grants,
    scripts,
    placement: sandbox.placement,
    trust: sandbox.trust,
    ...(profile && { profile }),
    limits,
    breaker,
    builtin,
    events,
    trial,
    compositions,
    plugins,
    points: points.declared,
    keptRuns: runs.kept,
    requireLayers: sandbox.require,
  };
  const runtime = await startRuntime(LANGUAGES, { ...described, ...options }, prepare);
  const [fault] = runtime.compositions.faults();
  if (fault === undefined) return runtime;
  if (trial) {
    options.logger.warn({ code: fault.code }, `${fault.message} [${fault.code}]`);
    return runtime;
  }
  await runtime.close();
  throw fault;
}

/** What scripts are called: `.js, .lua, .py`. */
export function scriptEndings(): string {
  return LANGUAGES.flatMap(({ extensions }) => extensions).join(", ");
}
