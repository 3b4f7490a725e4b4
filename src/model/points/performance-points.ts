// The points that say the program is slow or short of something. `catalogue.ts` joins them.

import { OBSERVER_RESULTS } from "./allowed-results.ts";
import { optional, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

/** Measurements over their thresholds. */
export const PERFORMANCE_POINTS = [
  {
    name: "PerformanceThresholdExceeded",
    group: "performance",
    summary: "Fires when a measurement has passed its threshold.",
    mode: "observe",
    fields: {
      metric: required("string", "What was measured."),
      value: optional("number", "What it came to."),
      threshold: optional("number", "What it should stay under."),
      unit: optional("string", "What the numbers count, such as `ms`."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { metric: "hook.duration", value: 140.2, threshold: 100, unit: "ms" },
  },
  {
    name: "MemoryUsageHigh",
    group: "performance",
    summary: "Fires when the program uses more memory than its threshold.",
    mode: "observe",
    fields: {
      used_bytes: optional("integer", "Memory in use."),
      limit_bytes: optional("integer", "Memory there is."),
      percent: optional("number", "Memory in use, in hundredths of what there is."),
      threshold_percent: optional("number", "The threshold that was passed."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { used_bytes: 966367641, limit_bytes: 1073741824, percent: 90, threshold_percent: 85 },
  },
  {
    name: "CpuUsageHigh",
    group: "performance",
    summary: "Fires when the program uses more processor time than its threshold.",
    mode: "observe",
    fields: {
      percent: optional("number", "Processor time in use, in hundredths of one processor."),
      threshold_percent: optional("number", "The threshold that was passed."),
      duration_ms: optional("number", "How long it has been over the threshold, in milliseconds."),
    },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { percent: 97.5, threshold_percent: 90, duration_ms: 30000 },
  },
] as const satisfies readonly HookPoint[];
