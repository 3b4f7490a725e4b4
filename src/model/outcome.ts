// What a run of a hook point comes to: the folded results of its hooks. `continue` and `modified` mean that every hook was
// asked; every other type ended the run at one hook.

import type { JsonObject } from "../foundation/json.ts";
import type { CacheResult, ForkResult, RedirectResult, ReplaceResult, RetryResult } from "./results.ts";

/** Annotations of one hook's result. */
export interface OutcomeAnnotation {
  readonly hookId: string;
  readonly annotations: JsonObject;
}

/** One value in an operation's data that a hook changed. */
export interface OutcomeChange {
  /** Where in the data, with dots between keys, such as `parameters.command`. */
  readonly path: string;
  readonly hookId: string;
}

interface Common {
  /** In the order in which the hooks answered; absent when no hook annotated. */
  readonly annotations?: readonly OutcomeAnnotation[];
}

interface Changed extends Common {
  /** The operation's data with every change; absent when nothing was changed. */
  readonly data?: JsonObject;
  /** Ids of the hooks that changed it, in order; absent when nothing was changed. */
  readonly modifiedBy?: readonly string[];
  /** What each of them changed, in order: a path that two hooks changed is there twice. Absent when nothing was changed. */
  readonly changes?: readonly OutcomeChange[];
}

interface Ended extends Changed {
  /** The hook that ended the run. */
  readonly hookId: string;
}

export type CancelOutcome = Ended & {
  readonly type: "cancel";
  readonly reason: string;
  /** Error code, when the hook failed and is fail_closed. */
  readonly failure?: string;
};

interface ModifiedOutcome {
  readonly type: "modified";
  readonly data: JsonObject;
  readonly modifiedBy: readonly string[];
  readonly changes?: readonly OutcomeChange[];
}

export type HookOutcome =
  | (Common & { readonly type: "continue" })
  | (Common & ModifiedOutcome)
  | CancelOutcome
  | (Ended & { readonly type: "redirect"; readonly result: RedirectResult })
  | (Ended & { readonly type: "replace"; readonly result: ReplaceResult })
  | (Ended & { readonly type: "retry"; readonly result: RetryResult })
  | (Ended & { readonly type: "fork"; readonly result: ForkResult })
  | (Ended & { readonly type: "cache"; readonly result: CacheResult });

/** The outcome of a run in which no hook had anything to say; one object for all of them. */
export const CONTINUE_OUTCOME: HookOutcome = Object.freeze({ type: "continue" });

/** The data to perform the operation with: changed, or as it was. */
export function outcomeData<Data extends JsonObject>(outcome: HookOutcome, original: Data): Data {
  return "data" in outcome && outcome.data !== undefined ? (outcome.data as Data) : original;
}
