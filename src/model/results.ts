// The nine answers a hook can give, and their constructors. Scripts answer the same shapes as JSON; `parse-result.ts`
// turns untrusted JSON into these.

import type { JsonObject, JsonValue } from "../foundation/json.ts";

export const RESULT_TYPES = [
  "continue",
  "modified",
  "cancel",
  "redirect",
  "replace",
  "retry",
  "fork",
  "cache",
  "skipped",
] as const;

export type ResultType = (typeof RESULT_TYPES)[number];
export type Backoff = "fixed" | "linear" | "exponential";
export type Join = "all" | "first" | "any" | "merge";

interface Annotated {
  /** Small JSON for the host, such as a permission hint or extra context for a model. */
  readonly annotations?: JsonObject;
}

/** One way an operation is run by `fork`: a merge patch onto its data, another component, or both. */
export interface ForkBranch {
  readonly data?: JsonObject;
  readonly component?: string;
}

export type ContinueResult = Annotated & { readonly type: "continue" };
export type ModifiedResult = Annotated & { readonly type: "modified"; readonly data: JsonObject };
export type CancelResult = Annotated & { readonly type: "cancel"; readonly reason: string };
export type RedirectResult = Annotated & { readonly type: "redirect"; readonly target: string };
export type ReplaceResult = Annotated & { readonly type: "replace"; readonly component: string };
export type RetryResult = Annotated & {
  readonly type: "retry";
  readonly max_attempts: number;
  readonly delay_ms: number;
  readonly backoff: Backoff;
  readonly jitter: boolean;
};
export type ForkResult = Annotated & { readonly type: "fork"; readonly branches: readonly ForkBranch[]; readonly join: Join };
export type CacheResult = Annotated & {
  readonly type: "cache";
  readonly result: JsonValue;
  readonly ttl_ms: number;
  readonly key?: string;
};
export type SkippedResult = Annotated & { readonly type: "skipped"; readonly reason: string };

export type HookResult =
  | ContinueResult
  | ModifiedResult
  | CancelResult
  | RedirectResult
  | ReplaceResult
  | RetryResult
  | ForkResult
  | CacheResult
  | SkippedResult;

const CONTINUE: ContinueResult = Object.freeze({ type: "continue" });

export interface RetryOptions {
  /** Default 3. */
  readonly maxAttempts?: number;
  /** Before the second attempt; default 0. */
  readonly delayMs?: number;
  /** Default "fixed". */
  readonly backoff?: Backoff;
  /** Whether delays are varied at random; default false. */
  readonly jitter?: boolean;
}

/** Constructors of the nine results, for native hooks. */
export const results = {
  /** Goes on to the next hook; the same as returning nothing. */
  continue: (): ContinueResult => CONTINUE,
  /** Changes the operation's data by a JSON merge patch (RFC 7396); a text changes the content, the point's primary field. */
  modified: (data: JsonObject | string): ModifiedResult => ({ type: "modified", data: data as JsonObject }),
  /** Stops the operation. */
  cancel: (reason: string): CancelResult => ({ type: "cancel", reason }),
  /** Lets another component perform the operation. */
  redirect: (target: string): RedirectResult => ({ type: "redirect", target }),
  /** Puts a component in the operation's place. */
  replace: (component: string): ReplaceResult => ({ type: "replace", component }),
  /** Runs the operation under a retry policy. */
  retry: (options: RetryOptions = {}): RetryResult => ({
    type: "retry",
    max_attempts: options.maxAttempts ?? 3,
    delay_ms: options.delayMs ?? 0,
    backoff: options.backoff ?? "fixed",
    jitter: options.jitter ?? false,
  }),
  /** Runs the operation once per branch. */
  fork: (branches: readonly ForkBranch[], join: Join = "all"): ForkResult => ({ type: "fork", branches, join }),
  /** Answers a value and keeps it for `ttlMs` milliseconds. */
  cache: (result: JsonValue, ttlMs: number, key?: string): CacheResult =>
    key === undefined ? { type: "cache", result, ttl_ms: ttlMs } : { type: "cache", result, ttl_ms: ttlMs, key },
  /** Declines to judge. */
  skipped: (reason: string): SkippedResult => ({ type: "skipped", reason }),
} as const;

/** The same result with annotations for the host. */
export function annotate<Result extends HookResult>(result: Result, annotations: JsonObject): Result {
  return { ...result, annotations };
}
