// A runtime on a manual clock, and the tool call that most tests guard.

import { onTestFinished } from "vitest";
import { createRuntime, type JsonObject, type Operation, type RuntimeOptions } from "../../../src/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

export const GATE = "BeforeToolExecution";
export const AFTER = "AfterToolExecution";
export const FAILURE = "ToolError";
export const CALL = { tool_name: "Bash", parameters: { command: "ls" } };

export async function setup(options: RuntimeOptions = {}) {
  const clock = new ManualClock();
  const logger = createRecordingLogger();
  const runtime = await createRuntime({ clock, logger, random: () => 0, ...options });
  onTestFinished(() => runtime.close());
  /** Codes of the errors of hooks, in order. */
  const failures = (): unknown[] => logger.lines.filter(({ level }) => level === "error").map(({ details }) => details.code);
  return { runtime, clock, logger, failures };
}

/** A guarded tool call that answers what it was called with. */
export function toolCall(changes: Partial<Operation<unknown>> = {}): Operation<unknown> {
  return { point: GATE, data: CALL, run: (data) => data.parameters, ...changes };
}

/** Runs that yield or throw the given things, one after another; the last one again and again. */
export function yielding(...endings: unknown[]): { run: Operation<unknown>["run"]; count: () => number; seen: JsonObject[] } {
  const seen: JsonObject[] = [];
  return {
    seen,
    count: () => seen.length,
    run: (data) => {
      const ending = endings[Math.min(seen.length, endings.length - 1)];
      seen.push(data);
      if (ending instanceof Error) throw ending;
      return ending;
    },
  };
}

/** A promise to be settled by hand. */
export function pending<Value>() {
  return Promise.withResolvers<Value>();
}

/** Lets everything happen that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
