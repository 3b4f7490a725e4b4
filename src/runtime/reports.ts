// Tells the log and the event bus what hooks and scripts do. The executor, the sandbox and the script folder call it; it is
// told, never asked.

import { OUR_COMPONENT } from "../events/protection/event-gate.ts";
import type { EventBus } from "../events/event-bus.ts";
import { formatPlace, type HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import { isTraceparent } from "../foundation/traceparent.ts";
import type { HookObserver, PassedOver } from "../hooks/executor.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { RunContext } from "../hooks/run-context.ts";
import type { DenialObserver } from "./scripts/denials.ts";
import type { ScriptEventsObserver } from "./scripts/script-events.ts";
import type { MigrationObserver } from "./state/state-versions.ts";
import type { HookSwitch } from "./hook-switches.ts";
import type { HookResult } from "../model/results.ts";
import type { Logger } from "../observability/logger.ts";
import type { SandboxObserver } from "../sandbox/language-sandbox.ts";
import type { ExceededLimit } from "../sandbox/limits.ts";
import type { ScriptLogLine } from "../sandbox/log-buffer.ts";

/** What a script that could not be loaded means. */
export interface FailedLoad {
  readonly lastGoodServes: boolean;
  /** When it is tried again, in milliseconds. Default: not before its file changes. */
  readonly retryMs?: number | undefined;
}

export class Reports implements HookObserver, SandboxObserver, ScriptEventsObserver, MigrationObserver, DenialObserver {
  readonly instant = true;
  readonly #bus: EventBus;
  readonly #logger: Logger;
  readonly #exceeded = new Set<string>();

  constructor(bus: EventBus, logger: Logger) {
    this.#bus = bus;
    this.#logger = logger;
  }

  executed(hook: RegisteredHook, context: RunContext, result: HookResult, durationMs: number): void {
    if (hook.breaker.state.kind === "open") this.#breakerOpened(hook, context);
    if (result.type === "cancel" && !hook.shadow && this.#bus.wants("hook.cancelled")) {
      this.#publishHook("hook.cancelled", hook, context, { reason: result.reason, duration_ms: durationMs });
    }
    if (!this.#bus.wants("hook.executed")) return;
    this.#publishHook("hook.executed", hook, context, {
      result: result.type,
      duration_ms: durationMs,
      ...(hook.shadow && { shadow: true }),
    });
  }

  failed(hook: RegisteredHook, context: RunContext, error: HookloomError, durationMs: number): void {
    const place = formatPlace(error.place);
    const details = {
      hook: hook.id,
      point: hook.point,
      code: error.code,
      failure_mode: hook.failureMode,
      ...(place && { place }),
    };
    this.#logger.error(details, `[hooks] Error in hook '${hook.id}': ${error.message}`);
    this.#publishHook("hook.failed", hook, context, {
      code: error.code,
      message: error.message,
      failure_mode: hook.failureMode,
      duration_ms: durationMs,
    });
    if (hook.breaker.state.kind === "open") this.#breakerOpened(hook, context);
  }

  passedOver(hook: RegisteredHook, context: RunContext, why: PassedOver): void {
    if (why === "breaker_open" && this.#bus.wants("hook.passed_over")) {
      this.#publishHook("hook.passed_over", hook, context, { why });
    }
  }

  scriptLogged(scriptId: string, lines: readonly ScriptLogLine[], dropped: number): void {
    for (const { level, text } of lines) {
      // Tells a script's own lines from ours about it.
      this.#logger[level]({ script: scriptId, by: "script" }, text);
      this.#publish("script.logged", { script: scriptId, level, text });
    }
    if (dropped > 0)
      this.#logger.warn({ script: scriptId, dropped }, `${scriptId} logged too much at once: ${dropped} lines were dropped`);
  }

  limitExceeded(scriptId: string, { limit, code, value, used, message }: ExceededLimit): void {
    const first = `${scriptId} ${limit}`;
    // A script that exceeds a limit tends to do so again and again; the events count them.
    if (!this.#exceeded.has(first)) this.#logger.warn({ script: scriptId, limit, value, used }, `${message} [${code}]`);
    this.#exceeded.add(first);
    this.#publish("script.limit_exceeded", { script: scriptId, limit, code, value, used, message });
  }

  scriptQuarantined(scriptId: string, kills: number, pauseMs: number): void {
    const details = { script: scriptId, kills, pause_ms: pauseMs };
    this.#logger.error(details, `${scriptId} ended its runner ${kills} times and is not run for ${pauseMs / 1000} s`);
    this.#publish("script.quarantined", details);
  }

  scriptReleased(scriptId: string): void {
    this.#logger.info({ script: scriptId }, `${scriptId} is run again after its quarantine`);
    this.#publish("script.released", { script: scriptId });
  }

  runnerEnded(language: string): void {
    this.#logger.warn({ language }, `the ${language} runner ended and is being replaced`);
    this.#publish("sandbox.runner_ended", { language });
  }

  notice(level: "debug" | "info" | "warn", message: string, details: Readonly<Record<string, unknown>>): void {
    this.#logger[level](details, message);
  }

  scriptLoaded(scriptId: string, details: { hooks: number; durationMs: number; reloaded: boolean }): void {
    const data = { script: scriptId, hooks: details.hooks, duration_ms: Math.round(details.durationMs) };
    this.#logger.info(data, `${details.reloaded ? "reloaded" : "loaded"} ${scriptId} (${countOf(details.hooks)})`);
    this.#publish(details.reloaded ? "script.reloaded" : "script.loaded", data);
  }

  scriptFailed(scriptId: string, error: HookloomError, { lastGoodServes, retryMs }: FailedLoad): void {
    const place = formatPlace(error.place) || scriptId;
    const consequence = lastGoodServes ? "the last good version goes on serving" : "it is not loaded";
    const retry = retryMs === undefined ? "" : `, and is tried again in ${retryMs / 1000} s`;
    this.#logger.error(
      { script: scriptId, code: error.code },
      `${place}: ${error.message.replace(/\.$/, "")}; ${consequence}${retry} [${error.code}]`,
    );
    this.#publish("script.failed", {
      script: scriptId,
      code: error.code,
      message: error.message,
      ...(error.place?.line === undefined ? {} : { line: error.place.line }),
      last_good_serves: lastGoodServes,
      ...(retryMs !== undefined && { retry_ms: retryMs }),
    });
  }

  stateMigrated(scriptId: string, from: number, to: number): void {
    this.#logger.info({ script: scriptId, from, to }, `the state of ${scriptId} was migrated from version ${from} to ${to}`);
    this.#publish("script.state_migrated", { script: scriptId, from, to });
  }

  requiredMissing(error: HookloomError): void {
    this.#tell("error", "script.required_missing", error);
  }

  scriptUnloaded(scriptId: string): void {
    this.#logger.info({ script: scriptId }, `unloaded ${scriptId}`);
    this.#publish("script.unloaded", { script: scriptId });
  }

  fileIgnored(file: string, endings: readonly string[]): void {
    this.#logger.info({ file }, `${file} is no script and was ignored; scripts end in ${endings.join(", ")}`);
  }

  subscriberFailed(scriptId: string, error: HookloomError): void {
    const place = formatPlace(error.place) || scriptId;
    this.#logger.error(
      { script: scriptId, code: error.code },
      `${place}: a handler of events failed: ${error.message} [${error.code}]`,
    );
    this.#publish("script.subscriber_failed", { script: scriptId, code: error.code, message: error.message });
  }

  permissionDenied(_scriptId: string, error: HookloomError): void {
    this.#tell("warn", "script.permission_denied", error);
  }

  eventsRefused(scriptId: string, refused: number, error: HookloomError): void {
    const details = { script: scriptId, refused, code: error.code };
    this.#logger.warn(
      details,
      `${refused} events of ${scriptId} were refused, the first because: ${error.message} [${error.code}]`,
    );
    this.#publish("script.events_refused", { ...details, message: error.message });
  }

  eventsDropped(scriptId: string, dropped: number): void {
    const message = `${dropped} events of ${scriptId} were dropped: it publishes more than a script may in a second`;
    this.#logger.warn({ script: scriptId, dropped }, message);
    this.#publish("script.events_dropped", { script: scriptId, dropped });
  }

  hookSwitched(hookId: string, state: HookSwitch | undefined): void {
    const { kind, by } = state ?? { kind: "on", by: undefined };
    const until = state?.kind === "snoozed" ? { until: new Date(state.untilMs).toISOString() } : {};
    const details = { hook: hookId, ...(by !== undefined && { by }), ...until };
    const how = kind === "snoozed" ? `is off until ${until.until}` : `is ${kind}`;
    this.#logger.info(details, `the hook ${hookId} ${how}${by === undefined ? "" : `, by ${by}`}`);
    this.#publish(kind === "on" ? "hook.enabled" : kind === "off" ? "hook.disabled" : "hook.snoozed", details);
  }

  #breakerOpened(hook: RegisteredHook, context: RunContext): void {
    const details = { hook: hook.id, point: hook.point };
    this.#logger.warn(details, `the hook ${hook.id} failed or was slow repeatedly and is not asked for a while`);
    this.#publishHook("hook.breaker_opened", hook, context, {});
  }

  #tell(level: "warn" | "error", eventType: string, error: HookloomError): void {
    this.#logger[level]({ ...error.details }, `${error.message} [${error.code}]`);
    this.#publish(eventType, { ...error.details, message: error.message } as JsonObject);
  }

  #publish(eventType: string, data: JsonObject): void {
    this.#bus.publish(eventType, data, { component: OUR_COMPONENT });
  }

  #publishHook(eventType: string, hook: RegisteredHook, context: RunContext, data: JsonObject): void {
    if (!this.#bus.wants(eventType)) return;
    const source = { component: OUR_COMPONENT, correlation_id: context.correlationId };
    const { traceparent } = context.metadata;
    const metadata = isTraceparent(traceparent) ? { traceparent } : undefined;
    const { id, point, priority } = hook;
    this.#bus.publish(eventType, { hook: id, point, ...data, component: context.component.id, priority }, source, metadata);
  }
}

function countOf(hooks: number): string {
  return hooks === 1 ? "1 hook" : `${hooks} hooks`;
}
