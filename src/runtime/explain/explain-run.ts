// Makes of a run's record what people read: what each hook said, how long it took, and which value it changed from what to what.
// `Runtime.explain` answers it.

import type { ErrorPlace, HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import { listChangedPaths } from "../../hooks/changed-paths.ts";
import type { PassedOver } from "../../hooks/executor.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import type { Phase } from "../../model/phase.ts";
import type { HookResult } from "../../model/results.ts";
import type { HostEffect, RunRecord, RunStep } from "./run-record.ts";

/** A value that a hook changed. */
export interface ExplainedChange {
  /** Where in the data, with dots between keys. */
  readonly path: string;
  /** Absent when there was none. */
  readonly before?: JsonValue;
  /** Absent when there is none any more. */
  readonly after?: JsonValue;
}

/** What became of one hook; one of `result`, `error` and `passedOver` is there. */
export interface ExplainedStep {
  readonly hookId: string;
  /** The script, or who else registered it. */
  readonly owner: string;
  readonly phase: Phase;
  /** Where the hook was registered. */
  readonly place?: ErrorPlace;
  readonly durationMs: number;
  readonly result?: HookResult;
  readonly error?: HookloomError;
  readonly passedOver?: PassedOver;
  /** What it changed, or would have changed in the shadow. */
  readonly changes: readonly ExplainedChange[];
  /** Whether its answer was recorded and not applied. */
  readonly shadow: boolean;
}

/** One run, explained. */
export interface RunExplanation {
  readonly correlationId: string;
  readonly point: string;
  /** In milliseconds since 1970. */
  readonly startedMs: number;
  /** Absent while it goes on, as is the outcome. */
  readonly durationMs?: number;
  readonly data: JsonObject;
  readonly metadata?: JsonObject;
  readonly component?: string;
  readonly steps: readonly ExplainedStep[];
  readonly outcome?: HookOutcome;
  /** What the host did with the outcome, as far as it told; a coding agent cannot do everything that hooks may answer. */
  readonly effect?: HostEffect;
}

/** Explains a run. */
export function explainRun(record: RunRecord): RunExplanation {
  const { correlationId, point, startedMs, data, metadata, component, steps, ending, effect } = record;
  return {
    correlationId,
    point,
    startedMs,
    data,
    ...(metadata && { metadata }),
    ...(component !== undefined && { component }),
    steps: steps.map(explainStep),
    ...(ending && { durationMs: ending.durationMs, outcome: ending.outcome }),
    ...(effect && { effect }),
  };
}

function explainStep(step: RunStep): ExplainedStep {
  const { id, owner, phase, registeredAt, shadow } = step.hook;
  const common = {
    hookId: id,
    owner,
    phase,
    ...(registeredAt && { place: registeredAt }),
    durationMs: step.durationMs,
    shadow,
    changes: [],
  };
  if (step.kind === "failed") return { ...common, error: step.error };
  if (step.kind === "passed_over") return { ...common, passedOver: step.why };
  return { ...common, result: step.result, changes: listChanges(step.data, step.result) };
}

function listChanges(before: JsonObject, result: HookResult): ExplainedChange[] {
  if (result.type !== "modified") return [];
  const after = mergeObjects(before, result.data);
  return listChangedPaths(before, result.data).map((path) => {
    const [was, is] = [valueAt(before, path), valueAt(after, path)];
    return { path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
  });
}

// Keys may have dots in them: the longest that is there is meant.
function valueAt(data: JsonObject, path: string): JsonValue | undefined {
  if (Object.hasOwn(data, path)) return data[path];
  for (let end = path.lastIndexOf("."); end > 0; end = path.lastIndexOf(".", end - 1)) {
    const inside = Object.hasOwn(data, path.slice(0, end)) ? data[path.slice(0, end)] : undefined;
    if (isJsonObject(inside)) return valueAt(inside, path.slice(end + 1));
  }
  return undefined;
}
