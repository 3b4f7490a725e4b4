// Counts what passes the hook points: connections, authentication, calls of tools and models, violations. `metrics.ts` puts
// these hooks in place.

import type { JsonObject } from "../../foundation/json.ts";
import type { Registration } from "../../hooks/registry.ts";
import type { HookContext } from "../../model/context.ts";
import type { HookPointName } from "../../model/points/catalogue.ts";
import type { Meters } from "./meters.ts";

type Count = (data: JsonObject, cancelled: boolean) => void;

/** As fields of data are called, without `_tokens`. */
const TOKEN_TYPES = ["input", "output", "cached_input", "cache_write", "reasoning"];

/** Hooks that count. */
export function countTraffic(meters: Meters): Registration[] {
  const counts = makeCounts(meters);
  return (Object.entries(counts) as [HookPointName, Count][]).map(([point, count]) => ({
    point,
    hook: {
      keepsDeadline: true,
      execute({ data, outcome }: HookContext) {
        count(data, outcome?.type === "cancel");
      },
    },
    options: { id: `builtin/metrics#${point}`, phase: "observe", description: "counts for the metrics", priority: "highest" },
  }));
}

function makeCounts(meters: Meters): { readonly [Point in HookPointName]?: Count } {
  let connections = 0;
  meters.gauge("gateway_connections", "Connections that are open.", [], () => [[{}, connections]]);
  const attempts = meters.counter("auth_attempts_total", "Attempts to authenticate.", ["result"]);
  const toolCalls = meters.counter("tool_calls_total", "Calls of tools.", ["tool_name", "result"]);
  const requests = meters.counter("provider_requests_total", "Calls of language models.", ["provider", "result"]);
  const tokens = meters.counter("tokens_total", "Tokens of language models.", ["provider", "type"]);
  const injections = meters.counter("prompt_injection_detected_total", "Prompt injections that were detected.", ["action"]);
  const ssrf = meters.counter("ssrf_blocked_total", "Requests to places that are not to be reached.", ["reason"]);
  return {
    Connection: (_, cancelled) => (connections += cancelled ? 0 : 1),
    Disconnection: () => (connections = Math.max(0, connections - 1)),
    AuthSuccess: (_, cancelled) => attempts({ result: cancelled ? "failure" : "success" }),
    AuthFailure: (data) => attempts({ result: data.locked_out === true ? "locked_out" : "failure" }),
    BeforeToolExecution: (data, cancelled) => {
      if (cancelled) toolCalls({ tool_name: textOf(data.tool_name), result: "cancelled" });
    },
    AfterToolExecution: (data) =>
      toolCalls({ tool_name: textOf(data.tool_name), result: data.success === false ? "error" : "success" }),
    ToolError: (data) => toolCalls({ tool_name: textOf(data.tool_name), result: "error" }),
    BeforeProviderCall: (data, cancelled) => {
      if (cancelled) requests({ provider: textOf(data.provider), result: "cancelled" });
    },
    AfterProviderCall: (data) => {
      const provider = textOf(data.provider);
      requests({ provider, result: data.success === false ? "error" : "success" });
      for (const type of TOKEN_TYPES) {
        const count = countOf(data[`${type}_tokens`]);
        if (count > 0) tokens({ provider, type }, count);
      }
    },
    SecurityViolation: (data) => {
      if (data.violation_type === "prompt_injection") injections({ action: textOf(data.action) });
      if (data.violation_type === "ssrf") ssrf({ reason: textOf(data.reason) });
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "unknown";
}

function countOf(value: unknown): number {
  return typeof value === "number" && value > 0 && Number.isFinite(value) ? value : 0;
}
