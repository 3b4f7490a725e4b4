// The metrics as a built-in: hooks that count what passes, an observer that counts what hooks do, and the text that
// Prometheus reads.

import { Registry } from "prom-client";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import type { MetricsSettings } from "./definition.ts";
import { countEvents } from "./event-activity.ts";
import { countHooks } from "./hook-activity.ts";
import { Meters } from "./meters.ts";
import { countTraffic } from "./traffic.ts";

/** Opens the metrics. */
export function openMetrics({ prefix, maxLabelValues }: MetricsSettings, environment: BuiltinEnvironment): Builtin {
  const registry = new Registry();
  const meters = new Meters(registry, prefix, maxLabelValues);
  const ends = meters.counter("sandbox_runner_ends_total", "Runner processes that ended and were replaced.", ["language"]);
  const limits = meters.counter("rate_limit_exceeded_total", "Operations that came too often.", ["rule"]);
  const lookups = meters.counter("cache_lookups_total", "Whether results were found in the cache.", ["rule", "result"]);
  const costs = meters.counter("cost_micro_usd_total", "What language models cost.", ["model"]);
  const exceeded = meters.counter("script_limits_exceeded_total", "What scripts wanted beyond their limits.", [
    "script",
    "limit",
  ]);
  const quarantines = meters.counter("script_quarantines_total", "Scripts that were not run for a while.", ["script"]);
  const subscriptions = [
    countEvents(meters, environment),
    environment.subscribe("script.limit_exceeded", ({ data }) =>
      exceeded({ script: String(data.script), limit: String(data.limit) }),
    ),
    environment.subscribe("script.quarantined", ({ data }) => quarantines({ script: String(data.script) })),
    environment.subscribe("cost.recorded", ({ data }) => costs({ model: String(data.model) }, Number(data.micro_usd))),
    environment.subscribe("sandbox.runner_ended", ({ data }) => ends({ language: String(data.language) })),
    environment.subscribe("rate_limit.exceeded", ({ data }) => limits({ rule: String(data.rule) })),
    environment.subscribe("cache.hit", ({ data }) => lookups({ rule: String(data.rule), result: "hit" })),
    environment.subscribe("cache.missed", ({ data }) => lookups({ rule: String(data.rule), result: "miss" })),
  ];
  return {
    hooks: countTraffic(meters),
    observer: countHooks(meters, environment.hooks),
    metrics: () => registry.metrics(),
    close: async () => {
      for (const dispose of subscriptions) dispose();
    },
  };
}
