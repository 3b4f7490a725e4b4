// What the metrics are to their users: their settings and their page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";

const schema = z.strictObject({
  enabled: enabledSetting(true),
  prefix: z
    .string()
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
    .default("hookloom")
    .register(settingNotes, {
      meaning: "What the names of all metrics begin with.",
      accepts: "a name of letters, digits and `_`",
    }),
  max_label_values: z.int().min(1).max(100_000).default(200).register(settingNotes, {
    meaning: "How many values one label of one metric can have. All further ones are counted together as `other`.",
  }),
});

export type MetricsSettings = CamelKeys<z.output<typeof schema>>;

export const METRICS = defineBuiltin({
  summary: "Counts what passes the hook points and what hooks do, in the format of Prometheus.",
  details: `The daemon answers them at \`GET /metrics\`, to whoever may observe; hosts get the text from \`runtime.metrics()\`. With the prefix \`hookloom\`:

| metric | type | labels | counts |
|---|---|---|---|
| \`hookloom_gateway_connections\` | gauge | | connections that are open |
| \`hookloom_auth_attempts_total\` | counter | \`result\`: \`success\`, \`failure\`, \`locked_out\` | attempts to authenticate |
| \`hookloom_tool_calls_total\` | counter | \`tool_name\`, \`result\`: \`success\`, \`error\`, \`cancelled\` | calls of tools |
| \`hookloom_provider_requests_total\` | counter | \`provider\`, \`result\`: \`success\`, \`error\`, \`cancelled\` | calls of language models |
| \`hookloom_tokens_total\` | counter | \`provider\`, \`type\`: \`input\`, \`output\`, \`cached_input\`, \`cache_write\`, \`reasoning\` | tokens of language models; the last three are those of \`input\` that were read from the provider's cache or written to it, and those of \`output\` that were only thought with |
| \`hookloom_prompt_injection_detected_total\` | counter | \`action\` | violations of this type |
| \`hookloom_ssrf_blocked_total\` | counter | \`reason\` | violations of this type |
| \`hookloom_hook_executions_total\` | counter | \`hook\`, \`hook_point\` | calls of hooks |
| \`hookloom_hook_execution_duration_seconds\` | histogram | \`hook_point\` | how long they took |
| \`hookloom_hook_failures_total\` | counter | \`hook\`, \`code\` | failures, by [error code](errors.md) |
| \`hookloom_hook_result_types\` | counter | \`hook_point\`, \`result\` | what hooks answered |
| \`hookloom_hook_passed_over_total\` | counter | \`hook\`, \`why\`: \`no_match\`, \`breaker_open\`, \`once\` | hooks that were not asked |
| \`hookloom_circuit_breaker_state\` | gauge | \`hook\` | 0 closed, 1 on trial, 2 open |
| \`hookloom_registered_hooks\` | gauge | \`hook_point\` | hooks in their places |
| \`hookloom_events_published_total\` | counter | | events that somebody subscribes to |
| \`hookloom_events_delivered_total\` | counter | | events that subscribers got |
| \`hookloom_events_dropped_total\` | counter | | events that found no room in a subscriber's queue |
| \`hookloom_subscription_queue_depth\` | gauge | \`subscription\` | events that wait in a queue |
| \`hookloom_pattern_match_duration_seconds\` | histogram | | how long it took to find the patterns that a new type of event matches |
| \`hookloom_rate_limit_exceeded_total\` | counter | \`rule\` | operations that came too often |
| \`hookloom_cache_lookups_total\` | counter | \`rule\`, \`result\`: \`hit\`, \`miss\` | whether results were found in the cache |
| \`hookloom_cost_micro_usd_total\` | counter | \`model\` | what language models cost, in millionths of a dollar |
| \`hookloom_sandbox_runner_ends_total\` | counter | \`language\` | runner processes that ended and were replaced |
| \`hookloom_script_limits_exceeded_total\` | counter | \`script\`, \`limit\` | what scripts wanted beyond their limits |
| \`hookloom_script_quarantines_total\` | counter | \`script\` | scripts that were not run for a while |

Values of labels are cut to 100 characters.`,
  decides: false,
  schema,
  load: async () => (await import("./metrics.ts")).openMetrics,
});
