// Folds the results of a point's hooks, one after another, into the outcome. Pure: whoever asks the hooks uses it, here or
// in another process.

import type { JsonObject } from "../foundation/json.ts";
import { mergeObjects } from "../foundation/merge-patch.ts";
import { CONTINUE_OUTCOME, type HookOutcome, type OutcomeAnnotation } from "../model/outcome.ts";
import type { HookResult } from "../model/results.ts";

export class Fold {
  /** The operation's data with the changes so far. */
  data: JsonObject;
  #modifiedBy: string[] | undefined;
  #annotations: OutcomeAnnotation[] | undefined;

  constructor(data: JsonObject) {
    this.data = data;
  }

  /** Takes one result in; the outcome when it ended the run, else `undefined`. */
  add(hookId: string, result: HookResult): HookOutcome | undefined {
    if (result.annotations !== undefined) (this.#annotations ??= []).push({ hookId, annotations: result.annotations });
    switch (result.type) {
      case "continue":
      case "skipped":
        return undefined;
      case "modified":
        this.data = mergeObjects(this.data, result.data);
        (this.#modifiedBy ??= []).push(hookId);
        return undefined;
      case "cancel":
        return { type: "cancel", hookId, reason: result.reason, ...this.#soFar() };
      default:
        return { type: result.type, hookId, result, ...this.#soFar() } as HookOutcome;
    }
  }

  /** Ends the run because a fail_closed hook failed. */
  cancelForFailure(hookId: string, reason: string, failure: string): HookOutcome {
    return { type: "cancel", hookId, reason, failure, ...this.#soFar() };
  }

  /** The outcome after the last hook. */
  outcome(): HookOutcome {
    if (this.#modifiedBy !== undefined) {
      return { type: "modified", data: this.data, modifiedBy: this.#modifiedBy, ...this.#annotated() };
    }
    return this.#annotations === undefined ? CONTINUE_OUTCOME : { type: "continue", annotations: this.#annotations };
  }

  #soFar(): { data?: JsonObject; modifiedBy?: readonly string[]; annotations?: readonly OutcomeAnnotation[] } {
    return this.#modifiedBy === undefined
      ? this.#annotated()
      : { data: this.data, modifiedBy: this.#modifiedBy, ...this.#annotated() };
  }

  #annotated(): { annotations?: readonly OutcomeAnnotation[] } {
    return this.#annotations === undefined ? {} : { annotations: this.#annotations };
  }
}
