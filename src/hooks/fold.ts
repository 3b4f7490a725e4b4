// Folds the results of a point's hooks, one after another, into the outcome. Pure: whoever asks the hooks uses it, here or
// in another process.

import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import { mergeObjects } from "../foundation/merge-patch.ts";
import { CONTINUE_OUTCOME, type HookOutcome, type OutcomeAnnotation, type OutcomeChange } from "../model/outcome.ts";
import { findDataProblem } from "../model/points/check-data.ts";
import type { HookPoint } from "../model/points/point.ts";
import type { HookResult } from "../model/results.ts";
import { listChangedPaths } from "./changed-paths.ts";

type SoFar = Partial<Pick<HookOutcome & { type: "modified" }, "data" | "modifiedBy" | "changes" | "annotations">>;

export class Fold {
  /** The operation's data with the changes so far. */
  data: JsonObject;
  readonly #definition: HookPoint | undefined;
  #modified: { readonly modifiedBy: string[]; readonly changes: OutcomeChange[] } | undefined;
  #annotations: OutcomeAnnotation[] | undefined;

  /** With the point's definition, changes are held to its fields. */
  constructor(data: JsonObject, definition?: HookPoint) {
    this.data = data;
    this.#definition = definition;
  }

  /**
   * Takes one result in; the outcome when it ended the run, else `undefined`.
   * @throws HookloomError RESULT_INVALID, when a change does not fit the point's fields; nothing is taken in then.
   */
  add(hookId: string, result: HookResult): HookOutcome | undefined {
    const changed = result.type === "modified" ? this.patched(hookId, result.data) : undefined;
    if (result.annotations !== undefined) (this.#annotations ??= []).push({ hookId, annotations: result.annotations });
    switch (result.type) {
      case "continue":
      case "skipped":
        return undefined;
      case "modified":
        this.#modified ??= { modifiedBy: [], changes: [] };
        this.#modified.modifiedBy.push(hookId);
        for (const path of listChangedPaths(this.data, result.data)) this.#modified.changes.push({ path, hookId });
        this.data = changed!;
        return undefined;
      case "cancel":
        return { type: "cancel", hookId, reason: result.reason, ...this.#soFar() };
      default:
        return { type: result.type, hookId, result, ...this.#soFar() } as HookOutcome;
    }
  }

  /**
   * The data so far with a patch of this hook applied.
   * @throws HookloomError RESULT_INVALID, when it does not fit the point's fields then
   */
  patched(hookId: string, patch: JsonObject): JsonObject {
    const data = mergeObjects(this.data, patch);
    const problem = this.#definition && findDataProblem(this.#definition, data, patch);
    if (problem === undefined) return data;
    const { field, expected } = problem;
    const message = `The hook ${hookId} changed the field "${field}" of ${this.#definition!.name} to what it cannot be; it must be ${expected}.`;
    throw new HookloomError("RESULT_INVALID", message, { details: { field, hook: hookId, point: this.#definition!.name } });
  }

  /** Ends the run because a fail_closed hook failed. */
  cancelForFailure(hookId: string, reason: string, failure: string): HookOutcome {
    return { type: "cancel", hookId, reason, failure, ...this.#soFar() };
  }

  /** The outcome after the last hook. */
  outcome(): HookOutcome {
    if (this.#modified !== undefined) return { type: "modified", data: this.data, ...this.#modified, ...this.#annotated() };
    return this.#annotations === undefined ? CONTINUE_OUTCOME : { type: "continue", annotations: this.#annotations };
  }

  #soFar(): SoFar {
    return this.#modified === undefined ? this.#annotated() : { data: this.data, ...this.#modified, ...this.#annotated() };
  }

  #annotated(): { annotations?: readonly OutcomeAnnotation[] } {
    return this.#annotations === undefined ? {} : { annotations: this.#annotations };
  }
}
