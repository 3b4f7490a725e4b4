// What the daemon says of itself at a glance. `app.ts` answers it; `hookloom status` and the dashboard show it.

import type { Clock } from "../foundation/clock.ts";
import { readPackageVersion } from "../foundation/package-version.ts";
import { timestampOf } from "../foundation/timestamps.ts";
import type { Role } from "../model/roles.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { HookActivity, HookStatistics } from "../runtime/hook-statistics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { HookHealth } from "./health.ts";
import type { HookHealthView, StatusView } from "./schemas.ts";
import { roundedMs } from "./views.ts";
import { onlyRecords } from "./only-records.ts";

export interface StatusSources {
  readonly runtime: Runtime;
  readonly statistics: HookStatistics;
  readonly health: HookHealth;
  readonly clock: Clock;
  /** When the daemon was started, in milliseconds since 1970. */
  readonly startedMs: number;
  /** Clients that are connected to the stream of events. */
  connections(): number;
  /** Where it listens for requests over TCP; empty before it does. */
  url(): string;
}

/** The state of the daemon, for somebody who has a role. */
export function viewStatus(sources: StatusSources, role: Role | "nothing"): StatusView {
  const { runtime, statistics, clock, startedMs } = sources;
  const hooks = runtime.hooks().filter((hook) => !onlyRecords(hook));
  const { published, dropped, subscriptions } = runtime.events.stats();
  const countHooks = (condition: (hook: (typeof hooks)[number]) => boolean): number => hooks.filter(condition).length;
  return {
    version: readPackageVersion(),
    url: sources.url(),
    ready: runtime.ready,
    started_at: timestampOf(startedMs),
    uptime_ms: Math.max(0, clock.now() - startedMs),
    role,
    scripts: countScripts(runtime),
    hooks: {
      total: hooks.length,
      off: countHooks(({ id }) => !runtime.switches.isOn(id)),
      breakers_open: countHooks(({ breaker }) => breaker.state.kind === "open"),
      never_asked: countHooks(({ id, composition }) => composition === undefined && (statistics.of(id)?.asked ?? 0) === 0),
    },
    events: { published, dropped, subscriptions: subscriptions.length },
    memory_mb: Math.round(process.memoryUsage.rss() / 104_857.6) / 10,
    runners: runtime.runnerPids().length,
  };
}

/** How hooks are, and what they did since the daemon started; those that only record are not counted. */
export function viewHookHealth({ runtime, statistics, health, connections }: StatusSources): HookHealthView {
  const { status, ...why } = health.get();
  const { averageMs, violations } = health.lastMinute();
  const hooks = runtime.hooks().filter((hook) => !onlyRecords(hook));
  const sum = (of: readonly RegisteredHook[], count: (activity: HookActivity) => number): number =>
    of.flatMap(({ id }) => statistics.of(id) ?? []).reduce((total, activity) => total + count(activity), 0);
  return {
    status: status === "ok" ? "healthy" : "degraded",
    ...("reasons" in why && { reasons: [...why.reasons] }),
    hooks_processed: sum(hooks, ({ asked }) => asked),
    hooks_blocked: sum(hooks, ({ results }) => results.get("cancel") ?? 0),
    avg_processing_time_ms: roundedMs(averageMs),
    performance_threshold_violations: violations,
    events_aggregated: runtime.events.stats().published,
    active_connections: connections(),
    security_validations: sum(hooks.filter(isBuiltinGuard), ({ asked }) => asked),
  };
}

function isBuiltinGuard({ owner, failureMode }: RegisteredHook): boolean {
  return owner.startsWith("builtin/") && failureMode === "fail_closed";
}

/** How many scripts there are, and how they are. */
export function countScripts(runtime: Runtime): StatusView["scripts"] {
  const kinds = runtime.scripts().map(({ status }) => status.kind);
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  return { total: kinds.length, serving: count("serving"), broken: count("broken") };
}
