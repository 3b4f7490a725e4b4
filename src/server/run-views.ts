// How explained runs look as JSON. The daemon answers them at /v1/runs, `hookloom explain` shows them, and recordings are lines of
// them.

import { timestampOf } from "../foundation/timestamps.ts";
import type { ExplainedStep, RunExplanation } from "../runtime/explain/explain-run.ts";
import type { RunView } from "./schemas.ts";
import { roundedMs, viewError, viewOutcome } from "./views.ts";

/** A run, with what each hook said and changed. */
export function viewRun(run: RunExplanation): RunView {
  const { correlationId, point, startedMs, durationMs, data, metadata, component, steps, outcome, effect } = run;
  return {
    correlation_id: correlationId,
    point,
    started_at: timestampOf(startedMs),
    ...(durationMs !== undefined && { duration_ms: roundedMs(durationMs) }),
    data,
    ...(metadata && { metadata }),
    ...(component !== undefined && { component }),
    steps: steps.map(viewStep),
    ...(outcome && { outcome: viewOutcome(outcome) }),
    ...(effect && { effect: { ...effect, downgrades: [...effect.downgrades] } }),
  };
}

function viewStep(step: ExplainedStep): RunView["steps"][number] {
  const { hookId, owner, phase, place, durationMs, result, error, passedOver, changes, shadow } = step;
  return {
    hook_id: hookId,
    owner,
    phase,
    ...(place && { place }),
    duration_ms: roundedMs(durationMs),
    ...(result && { result: result.type, answer: result }),
    ...(result && "reason" in result && { reason: result.reason }),
    ...(error && { error: viewError(error) }),
    ...(passedOver && { passed_over: passedOver }),
    ...(shadow && { shadow }),
    ...(changes.length > 0 && { changes: changes.map((change) => ({ ...change })) }),
  };
}
