// Which results make sense where, stated once. Every point of the catalogue takes one of these sets as its `allowed`.

import { RESULT_TYPES, type ResultType } from "../results.ts";

/** Before an operation that the runtime runs: it can be run elsewhere, again, several times at once, or not at all. */
export const OPERATION_RESULTS = RESULT_TYPES;

/** Before something starts that yields no value: it can start elsewhere or be tried again, with nothing to join or keep. */
export const START_RESULTS = [
  "continue",
  "modified",
  "cancel",
  "redirect",
  "replace",
  "retry",
  "skipped",
] as const satisfies readonly ResultType[];

/** Before something that the host alone can do, or about content on its way: let it pass, change it, or refuse it. */
export const DECISION_RESULTS = ["continue", "modified", "cancel", "skipped"] as const satisfies readonly ResultType[];

/** Where two writers disagree: any decision, or read and write again. */
export const CONFLICT_RESULTS = [...DECISION_RESULTS, "retry"] as const satisfies readonly ResultType[];

/** After an operation: its value can be changed, withheld, taken from elsewhere, produced again, or kept for later. */
export const AFTER_RESULTS = [
  "continue",
  "modified",
  "cancel",
  "replace",
  "retry",
  "cache",
  "skipped",
] as const satisfies readonly ResultType[];

/** After a failure: the error can be reworded, and the operation tried again or elsewhere; cancelling comes too late. */
export const FAILURE_RESULTS = [
  "continue",
  "modified",
  "redirect",
  "replace",
  "retry",
  "skipped",
] as const satisfies readonly ResultType[];

/** Where nothing is left to decide. */
export const OBSERVER_RESULTS = ["continue", "skipped"] as const satisfies readonly ResultType[];
