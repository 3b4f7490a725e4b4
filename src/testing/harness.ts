// A runtime for tests: its clock stands until the test turns it, its events and log lines are kept.

import { LANGUAGES } from "../../bridges/index.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { RunOptions } from "../hooks/executor.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { HookOutcome } from "../model/outcome.ts";
import type { Logger } from "../observability/logger.ts";
import type { RuntimeOptions } from "../runtime/runtime-options.ts";
import { startRuntime, type Runtime } from "../runtime/runtime.ts";
import { samplePayload } from "./context.ts";
import { ManualClock } from "./manual-clock.ts";

/** A line that was logged. */
export interface LoggedLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Harness {
  readonly runtime: Runtime;
  /** Breakers, time limits of native hooks, waiting and everything that expires go by it. */
  readonly clock: ManualClock;
  /** Everything that was published, `hook.*` included. */
  readonly events: readonly UniversalEvent[];
  readonly logs: readonly LoggedLine[];
  /** Asks a point and waits until hooks that observe were told and events delivered. Without data, with the point's sample. */
  run(point: string, data?: JsonObject, options?: RunOptions): Promise<HookOutcome>;
  /** Closes the runtime. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one. The options are those of a runtime; a folder of scripts is not followed unless `watch` says so. */
export async function createHarness(options: Omit<RuntimeOptions, "clock" | "logger"> = {}): Promise<Harness> {
  const clock = new ManualClock();
  const logs: LoggedLine[] = [];
  const events: UniversalEvent[] = [];
  const runtime = await startRuntime(LANGUAGES, { watch: false, ...options, clock, logger: keepLines(logs) });
  runtime.subscribe("**", (event) => void events.push(event));
  const close = (): Promise<void> => runtime.close();
  return {
    runtime,
    clock,
    events,
    logs,
    async run(point, data = samplePayload(point), runOptions) {
      const outcome = await runtime.run(point, data, runOptions);
      await runtime.drain();
      return outcome;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function keepLines(logs: LoggedLine[]): Logger {
  const at =
    (level: LoggedLine["level"]): Logger["info"] =>
    (details, message) =>
      void logs.push({ level, message, details });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
