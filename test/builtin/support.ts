// What the tests of built-in hooks share: a runtime with some of them, and what is told of violations.

import { createRuntime, type JsonObject, type Runtime, type RuntimeOptions } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

export interface GuardedRuntime {
  readonly runtime: Runtime;
  /** Data of all runs of SecurityViolation until now. */
  violations(): Promise<JsonObject[]>;
}

/** A runtime without scripts; whoever takes it closes it. */
export async function startWith(
  builtin: NonNullable<RuntimeOptions["builtin"]>,
  options: RuntimeOptions = {},
): Promise<GuardedRuntime> {
  const runtime = await createRuntime({ logger: createRecordingLogger(), builtin, ...options });
  const told: JsonObject[] = [];
  runtime.register("SecurityViolation", ({ data }) => void told.push(data), { phase: "observe" });
  return {
    runtime,
    async violations() {
      await runtime.drain();
      return told;
    },
  };
}
