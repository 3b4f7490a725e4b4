// How hooks, scripts, outcomes and errors look as JSON: snake_case, plain values only. The daemon answers these, and the
// command line prints them for `--json`.

import type { HookloomError } from "../foundation/errors.ts";
import { type ErrorPlace } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { Match } from "../model/match.ts";
import type { HookOutcome } from "../model/outcome.ts";
import type { Phase } from "../model/phase.ts";
import type { ResultType } from "../model/results.ts";
import type { HookSwitch } from "../runtime/hook-switches.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ScriptInfo } from "../runtime/scripts.ts";

/** An error; `details` are facts for programs. */
export interface ErrorView {
  readonly code: string;
  readonly message: string;
  readonly place?: ErrorPlace;
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface HookView {
  readonly id: string;
  readonly point: string;
  readonly description?: string;
  readonly phase: Phase;
  readonly priority: number;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly once?: true;
  readonly match?: Match;
  readonly timeout_ms: number;
  readonly failure_mode: string;
  readonly owner: string;
  readonly place?: ErrorPlace;
  readonly breaker: "closed" | "open" | "half_open";
  /** Present when somebody or the profile switched it: `until` is when a snoozed one is asked again, ISO 8601. */
  readonly switched?: { readonly state: "on" | "off" | "snoozed"; readonly by: string; readonly until?: string };
}

export interface ScriptView {
  readonly id: string;
  readonly language: string;
  /** `broken` means that its newest text could not be loaded; `serving` says whether an older one answers. */
  readonly status: "loading" | "serving" | "broken" | "unloaded";
  readonly hooks?: number;
  readonly serving?: boolean;
  readonly error?: ErrorView;
}

export interface OutcomeView {
  readonly type: ResultType;
  readonly reason?: string;
  readonly hook_id?: string;
  readonly data?: JsonObject;
  readonly modified_by?: readonly string[];
  readonly result?: unknown;
  readonly failure?: string;
  readonly annotations?: readonly { hook_id: string; annotations: JsonObject }[];
}

/** The hooks of a runtime, in the order they are asked. */
export function viewHooks(runtime: Runtime): HookView[] {
  return runtime.hooks().map((hook) => {
    const state = runtime.switches.of(hook.id);
    return state === undefined ? viewHook(hook) : { ...viewHook(hook), switched: viewSwitch(state) };
  });
}

function viewSwitch(state: HookSwitch): NonNullable<HookView["switched"]> {
  const { kind, by } = state;
  return { state: kind, by, ...(kind === "snoozed" ? { until: new Date(state.untilMs).toISOString() } : {}) };
}

/** A hook as it is registered. */
export function viewHook(hook: RegisteredHook): HookView {
  const {
    id,
    point,
    description,
    phase,
    priority,
    before,
    after,
    once,
    match,
    timeoutMs,
    failureMode,
    owner,
    registeredAt,
    breaker,
  } = hook;
  return {
    id,
    point,
    ...(description === undefined ? {} : { description }),
    phase,
    priority,
    ...(before.length === 0 ? {} : { before }),
    ...(after.length === 0 ? {} : { after }),
    ...(once ? { once } : {}),
    ...(match === undefined ? {} : { match }),
    timeout_ms: timeoutMs,
    failure_mode: failureMode,
    owner,
    ...(registeredAt === undefined ? {} : { place: registeredAt }),
    breaker: breaker.state.kind,
  };
}

/** A script of the folder and what became of it. */
export function viewScript({ id, language, status }: ScriptInfo): ScriptView {
  switch (status.kind) {
    case "serving":
      return { id, language, status: "serving", hooks: status.hooks };
    case "broken":
      return { id, language, status: "broken", serving: status.serving, error: viewError(status.error) };
    default:
      return { id, language, status: status.kind };
  }
}

/** What a run came to. Fields that the outcome does not have are absent. */
export function viewOutcome(outcome: HookOutcome): OutcomeView {
  if (outcome.type === "continue" && outcome.annotations === undefined) return { type: "continue" };
  const { type, annotations } = outcome;
  return {
    type,
    ...("reason" in outcome ? { reason: outcome.reason } : {}),
    ...("hookId" in outcome ? { hook_id: outcome.hookId } : {}),
    ...("data" in outcome && outcome.data !== undefined ? { data: outcome.data } : {}),
    ...("modifiedBy" in outcome && outcome.modifiedBy !== undefined ? { modified_by: outcome.modifiedBy } : {}),
    ...("result" in outcome ? { result: outcome.result } : {}),
    ...("failure" in outcome && outcome.failure !== undefined ? { failure: outcome.failure } : {}),
    ...(annotations === undefined
      ? {}
      : { annotations: annotations.map(({ hookId, annotations: given }) => ({ hook_id: hookId, annotations: given })) }),
  };
}

/** An error with its place and the facts about it. */
export function viewError(error: HookloomError): ErrorView {
  const { code, message, place, details } = error;
  return {
    code,
    message,
    ...(place === undefined ? {} : { place }),
    ...(Object.keys(details).length === 0 ? {} : { details }),
  };
}
