// What `import ... from "hookloom"` gives.

import { LANGUAGES } from "../bridges/index.ts";
import type { RuntimeOptions } from "./runtime/runtime-options.ts";
import { startRuntime, type Runtime } from "./runtime/runtime.ts";

/**
 * Creates a runtime, loads the scripts of its folder and follows their changes. Scripts that cannot be loaded are reported
 * and do not keep the others from working.
 * @throws HookloomError SCRIPTS_FOLDER_MISSING
 */
export function createRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  return startRuntime(LANGUAGES, options);
}

export type { Runtime, RuntimeEvents } from "./runtime/runtime.ts";
export {
  agentHooks,
  type AgentHooks,
  type AgentIdentity,
  type EndedToolUse,
  type NotificationDetails,
  type ToolUse,
} from "./runtime/agent-hooks.ts";
export type { ChangeableOptions, RuntimeLimits, RuntimeOptions } from "./runtime/runtime-options.ts";
export type { ExplainedChange, ExplainedStep, RunExplanation } from "./runtime/explain/explain-run.ts";
export type { Grant } from "./runtime/scripts/script-grants.ts";
export type { ScriptInfo, ScriptOperations } from "./runtime/scripts/scripts.ts";
export type { ComponentOptions, ComponentSource, OperationComponent } from "./runtime/operation/components.ts";
export { HookCancelled } from "./runtime/operation/hook-cancelled.ts";
export type { OperationScope } from "./runtime/operation/operation-scope.ts";
export type { Operation, OperationCall, OperationOptions } from "./runtime/operation/operation.ts";
export type { CachedResults, CacheSelection } from "./runtime/operation/result-cache.ts";
export type { HookCompositions } from "./runtime/hook-compositions.ts";
export type { HookProfile, HookSwitch, HookSwitches } from "./runtime/hook-switches.ts";
export type { EventOptions } from "./runtime/event-archive.ts";
export type { ScriptStatus } from "./runtime/scripts/script-file.ts";
export { assessCommand, createAssess, type Assess, type AssessOptions } from "./builtin/shell/assess.ts";
export type { CustomRule } from "./builtin/shell/custom-rules.ts";
export { redactSecrets, type Found, type RedactOptions, type Redaction } from "./builtin/redaction/redact.ts";
export { createUrlCheck, type UrlFault, type UrlRules } from "./builtin/url-guard/check-url.ts";
export { findInjection, type Injection } from "./builtin/prompt-injection/find-injection.ts";
export type { Risk } from "./model/risk.ts";
export type { Verdict } from "./builtin/shell/verdict.ts";
export type { Disposer } from "./foundation/disposer.ts";
export { HookloomError, formatError, type ErrorPlace } from "./foundation/errors.ts";
export type { ErrorAudience, ErrorCode } from "./foundation/error-codes.ts";
export type { JsonObject, JsonValue } from "./foundation/json.ts";
export type { Component, HookContext } from "./model/context.ts";
export type { EventSource, UniversalEvent } from "./model/events.ts";
export type { FieldMatch, Match } from "./model/match.ts";
export { outcomeData, type CancelOutcome, type HookOutcome, type OutcomeChange } from "./model/outcome.ts";
export { isHookResult, parseHookResult } from "./model/parse-result.ts";
export { HOOK_POINTS, type HookPointName } from "./model/points/catalogue.ts";
export type { HookPoint } from "./model/points/point.ts";
export { PHASES, type Phase } from "./model/phase.ts";
export { PRIORITIES, type Priority } from "./model/priority.ts";
export * from "./model/results.ts";
export type { AggregationRule } from "./events/aggregation-rules.ts";
export type { BatchListener, BatchOptions } from "./events/aggregation.ts";
export type { BusStats } from "./events/event-bus.ts";
export type { ConsumerOptions } from "./events/consumer.ts";
export { fromCloudEvent, toCloudEvent, type CloudEvent } from "./events/interop/cloud-events.ts";
export type { EventSchema, StandardSchema } from "./events/protection/event-schema.ts";
export type { Publication } from "./events/publication.ts";
export type { EventQuery, StoreStats } from "./events/storage/event-store.ts";
export type { EventStream } from "./events/event-stream.ts";
export type { EventListener, ListenerSubscription } from "./events/listening.ts";
export type { WhenFull } from "./events/mailbox.ts";
export type { SubscriptionOptions, SubscriptionStats } from "./events/subscription.ts";
export type { HookObserver, PassedOver, RunOptions } from "./hooks/executor.ts";
export type { Composition, Compositions } from "./hooks/composition.ts";
export { chainHooks, timedHook, type TimedOptions } from "./hooks/combine.ts";
export type { InstrumentedMethod, Instrumentation } from "./runtime/instrument.ts";
export type { HookPlugin, LoadedPlugin, Plugins, PluginSource, PluginSources } from "./runtime/plugins.ts";
export type { PointData } from "./model/points/point-data.ts";
export type { FailureMode, Hook, HookAnswer, HookFunction, HookOptions } from "./hooks/hook.ts";
export type { RegisteredHook } from "./hooks/registered-hook.ts";
export type { Registration } from "./hooks/registry.ts";
export type { Logger } from "./observability/logger.ts";
export type { LayerName, SandboxLayer } from "./sandbox/layers.ts";
