// How hooks, scripts, outcomes and errors look as JSON: snake_case, plain values only. The daemon answers these, and the
// command line prints them for `--json`.

import type { HookloomError } from "../foundation/errors.ts";
import { timestampOf } from "../foundation/timestamps.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { HookOutcome } from "../model/outcome.ts";
import type { HookActivity, HookStatistics } from "../runtime/hook-statistics.ts";
import type { HookSwitch } from "../runtime/hook-switches.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { GRANTED_ACTIONS, type Grant, type ScriptPermission } from "../runtime/scripts/script-grants.ts";
import type { ScriptLoad } from "../runtime/scripts/load-history.ts";
import type { ScriptInfo } from "../runtime/scripts/scripts.ts";
import type { ScriptState } from "../runtime/state/state-store.ts";
import type { ScriptUse } from "../sandbox/measurements.ts";
import type { ActivityView, ErrorView, HookView, OutcomeView, ScriptStateView, ScriptView } from "./schemas.ts";

/** The hooks of a runtime, in the order they are asked; with what they did, where it is counted. */
export function viewHooks(runtime: Runtime, statistics?: HookStatistics): HookView[] {
  return runtime.hooks().map((hook) => {
    const state = runtime.switches.of(hook.id);
    const composedIn = runtime.compositions.of(hook);
    return {
      ...viewHook(hook),
      ...(composedIn.length > 0 && { composed_in: composedIn }),
      ...(state && { switched: viewSwitch(state) }),
      ...(statistics && { activity: viewActivity(statistics.of(hook.id)) }),
    };
  });
}

function viewActivity(activity: HookActivity | undefined): ActivityView {
  if (activity === undefined) return { asked: 0, results: {}, failures: 0, timeouts: 0, passed_over: {} };
  const { asked, results, components, failures, timeouts, passedOver, lastAskedMs, lastError, latencies } = activity;
  const percentile = (part: number): number => roundedMs(latencies.percentileMs(part));
  return {
    asked,
    results: Object.fromEntries(results),
    ...(components.size > 0 && {
      components: Object.fromEntries([...components].map(([type, named]) => [type, Object.fromEntries(named)])),
    }),
    failures,
    timeouts,
    passed_over: Object.fromEntries(passedOver),
    ...(lastAskedMs !== undefined && { last_asked: timestampOf(lastAskedMs) }),
    ...(lastError && { last_error: viewError(lastError) }),
    ...(asked > 0 && {
      latency_ms: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), max: roundedMs(latencies.maxMs) },
    }),
  };
}

/** Milliseconds with microseconds: what the clock tells beyond that is noise. */
export function roundedMs(durationMs: number): number {
  return Math.round(durationMs * 1000) / 1000;
}

function viewSwitch(state: HookSwitch): NonNullable<HookView["switched"]> {
  const { kind, by } = state;
  return { state: kind, by, ...(kind === "snoozed" ? { until: timestampOf(state.untilMs) } : {}) };
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
    shadow,
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
    ...(before.length === 0 ? {} : { before: [...before] }),
    ...(after.length === 0 ? {} : { after: [...after] }),
    ...(once ? { once } : {}),
    ...(shadow ? { shadow } : {}),
    ...(match === undefined ? {} : { match }),
    timeout_ms: timeoutMs,
    failure_mode: failureMode,
    owner,
    ...(registeredAt === undefined ? {} : { place: registeredAt }),
    breaker: breaker.state.kind,
  };
}

/** A script of the folder and what became of it; with what it takes of the machine, where that is known. */
export function viewScript(script: ScriptInfo, use?: ScriptUse): ScriptView {
  const { granted, quarantine, loads } = script;
  return {
    ...viewStatus(script),
    ...viewGranted(granted),
    ...(quarantine && { quarantine: viewError(quarantine) }),
    ...(use && { memory_mb: Math.round(use.memoryBytes / 10_485.76) / 100, cpu_ms: roundedMs(use.cpuMs) }),
    loads: loads.map(viewLoad),
  };
}

function viewGranted(grants: readonly Grant[]): { granted?: NonNullable<ScriptView["granted"]> } {
  const granted = grants.flatMap((grant) =>
    GRANTED_ACTIONS.flatMap((action) => (grant[action] ?? []).map((what) => ({ action, what }))),
  );
  return granted.length === 0 ? {} : { granted };
}

/** What a script keeps. */
export function viewState({ keys, length, entries }: ScriptState): ScriptStateView {
  return {
    keys,
    characters: length,
    entries: entries.map(([key, { text, expiresMs }]) => {
      const value = JSON.parse(text) as unknown;
      return { key, value, ...(expiresMs !== undefined && { expires_at: timestampOf(expiresMs) }) };
    }),
  };
}

function viewLoad({ atMs, durationMs, version, error }: ScriptLoad): NonNullable<ScriptView["loads"]>[number] {
  return {
    at: timestampOf(atMs),
    outcome: error === undefined ? "loaded" : "failed",
    duration_ms: roundedMs(durationMs),
    ...(version !== undefined && { version }),
    ...(error && { error: viewError(error) }),
  };
}

function viewStatus({ id, language, status, permissions }: ScriptInfo): ScriptView {
  switch (status.kind) {
    case "serving":
      return { id, language, status: "serving", version: status.version, hooks: status.hooks, ...viewPermissions(permissions) };
    case "broken":
      return { id, language, status: "broken", serving: status.serving, error: viewError(status.error) };
    default:
      return { id, language, status: status.kind };
  }
}

/** What a script asks to be allowed, if it asks for anything. */
export function viewPermissions(permissions: readonly ScriptPermission[]): { permissions?: ScriptPermission[] } {
  return permissions.length === 0 ? {} : { permissions: [...permissions] };
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
    ...("modifiedBy" in outcome && outcome.modifiedBy !== undefined ? { modified_by: [...outcome.modifiedBy] } : {}),
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
