// What hooks do, as rows, for `top` and `status`.

import type { HookView, StatusView } from "../server/schemas.ts";
import { countOf } from "./columns.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

/** The heads of the columns of `describeActivity`. */
export const ACTIVITY_HEADS = ["hook", "point", "calls/s", "calls", "p50 ms", "p95 ms", "p99 ms", "failed", "answers", ""];

/** A row for one hook; `callsPerSecond` is absent where no time has passed to count them in. */
export function describeActivity(hook: HookView, callsPerSecond?: number): string[] {
  const { asked = 0, results = {}, failures = 0, latency_ms } = hook.activity ?? {};
  const answers = Object.entries(results).map(([type, count]) => `${type} ${count}`);
  return [
    printable(hook.id),
    styled("dim", printable(hook.point)),
    callsPerSecond === undefined ? "" : callsPerSecond.toFixed(1),
    String(asked),
    ...(["p50", "p95", "p99"] as const).map((part) => latency_ms?.[part].toFixed(2) ?? ""),
    failures === 0 ? "0" : styled("red", String(failures)),
    answers.join(", ") || styled("dim", "never asked"),
    styled("yellow", describeState(hook)),
  ];
}

function describeState({ switched, breaker }: HookView): string {
  if (switched !== undefined && switched.state !== "on") return `${switched.state}, by ${printable(switched.by)}`;
  return breaker === "closed" ? "" : `breaker ${breaker}`;
}

/** The daemon in three lines. */
export function describeStatus({ version, uptime_ms, scripts, hooks, events, memory_mb, runners }: StatusView): string {
  const broken = scripts.broken === 0 ? "" : styled("red", `, ${scripts.broken} broken`);
  const open = hooks.breakers_open === 0 ? "" : styled("red", `, ${countOf(hooks.breakers_open, "breaker")} open`);
  return [
    `Hookloom ${version}, up ${describeDuration(uptime_ms)}, ${memory_mb} MB, ${countOf(runners, "runner")}`,
    `${countOf(scripts.total, "script")}${broken}; ${countOf(hooks.total, "hook")}: ${hooks.never_asked} never asked, ${hooks.off} off${open}`,
    `${countOf(events.published, "event")} published, ${events.dropped} dropped, ${countOf(events.subscriptions, "subscription")}`,
  ].join("\n");
}

function describeDuration(durationMs: number): string {
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 1) return `${Math.floor(durationMs / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
