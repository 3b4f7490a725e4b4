// What the daemon answers, as schemas: the types of `views.ts` are inferred from them, the OpenAPI document is made of them, and
// the dashboard reads by them.

import { z } from "zod";
import { isJsonObject } from "../foundation/json.ts";
import { PHASES } from "../model/phase.ts";
import { RESULT_TYPES } from "../model/results.ts";
import { ROLES } from "../model/roles.ts";
import { GRANTED_ACTIONS } from "../runtime/scripts/script-grants.ts";
import type { Match } from "../model/match.ts";
import { count, object, time } from "./schema-parts.ts";

export * from "./event-schemas.ts";

const milliseconds = z.number().min(0);
const resultType = z.enum(RESULT_TYPES);
const passedOver = z.enum(["no_match", "breaker_open", "once"]);

const place = z
  .strictObject({ file: z.string().exactOptional(), line: count.exactOptional(), column: count.exactOptional() })
  .meta({ id: "Place", description: "Where in a script, counted from 1." });

const error = z
  .strictObject({
    code: z.string().meta({ description: "A code of the error reference." }),
    message: z.string(),
    place: place.exactOptional(),
    details: z.record(z.string(), z.unknown()).exactOptional().meta({ description: "Facts for programs." }),
  })
  .meta({ id: "Error" });

export const refusal = z.strictObject({ error }).meta({ id: "Refusal" });

const switched = z.strictObject({
  state: z.enum(["on", "off", "snoozed"]),
  by: z.string(),
  until: time.exactOptional().meta({ description: "When a snoozed hook is asked again." }),
});

const activity = z
  .strictObject({
    asked: count.meta({ description: "Calls that were answered or failed, since the daemon started." }),
    results: z.partialRecord(resultType, count),
    components: z
      .partialRecord(resultType, z.record(z.string(), count))
      .exactOptional()
      .meta({ description: "Components that its results named, by the type of the result; absent when none was." }),
    failures: count,
    timeouts: count.meta({ description: "Failures for taking too long." }),
    passed_over: z.partialRecord(passedOver, count),
    last_asked: time.exactOptional().meta({ description: "Absent when it was never asked." }),
    last_error: error.exactOptional(),
    latency_ms: z
      .strictObject({ p50: milliseconds, p95: milliseconds, p99: milliseconds, max: milliseconds })
      .exactOptional()
      .meta({ description: "How long calls took; percentiles are at most 9 % too high." }),
  })
  .meta({ id: "HookActivity" });

const hook = z
  .strictObject({
    id: z.string(),
    point: z.string(),
    description: z.string().exactOptional(),
    phase: z.enum(PHASES),
    priority: z.number(),
    before: z.array(z.string()).exactOptional(),
    after: z.array(z.string()).exactOptional(),
    once: z.literal(true).exactOptional(),
    shadow: z.literal(true).exactOptional(),
    match: z.custom<Match>(isJsonObject).meta({ type: "object" }).exactOptional(),
    timeout_ms: milliseconds,
    failure_mode: z.enum(["fail_open", "fail_closed"]),
    owner: z.string().meta({ description: "The script, or who else registered it." }),
    place: place.exactOptional(),
    composed_in: z
      .array(z.string())
      .exactOptional()
      .meta({ description: "Compositions in which it is asked, instead of by itself." }),
    breaker: z.enum(["closed", "open", "half_open"]),
    switched: switched.exactOptional().meta({ description: "Present when somebody or the profile switched it." }),
    activity: activity.exactOptional().meta({ description: "What it did since the daemon started." }),
  })
  .meta({ id: "Hook" });

const load = z.strictObject({
  at: time,
  outcome: z.enum(["loaded", "failed"]),
  duration_ms: milliseconds,
  version: z.string().exactOptional().meta({ description: "The SHA-256 of the text; absent when it could not be read." }),
  error: error.exactOptional(),
});

const script = z
  .strictObject({
    id: z.string(),
    language: z.string(),
    status: z.enum(["loading", "serving", "broken", "unloaded"]).meta({
      description: "`broken` means that its newest text could not be loaded; `serving` says whether an older one answers.",
    }),
    version: z.string().exactOptional().meta({ description: "The SHA-256 of the text that serves." }),
    permissions: z
      .array(z.strictObject({ action: z.enum(GRANTED_ACTIONS), what: z.string(), granted: z.boolean() }))
      .exactOptional()
      .meta({
        description: "What it asks to be allowed, event types, hosts, shared states and modules; absent when that is nothing.",
      }),
    granted: z
      .array(z.strictObject({ action: z.enum(GRANTED_ACTIONS), what: z.string() }))
      .exactOptional()
      .meta({ description: "What the config grants it, asked for or not; absent when that is nothing." }),
    hooks: count.exactOptional(),
    serving: z.boolean().exactOptional(),
    error: error.exactOptional(),
    quarantine: error.exactOptional().meta({ description: "Why it is not run for now: it ended its runner again and again." }),
    memory_mb: z.number().min(0).exactOptional().meta({
      description: "What its isolate holds, in mebibytes; absent when its runner does not say at once.",
    }),
    cpu_ms: milliseconds.exactOptional().meta({
      description: "Time spent in its isolate since that was made; on a busy machine, some of it waiting for a processor.",
    }),
    loads: z.array(load).exactOptional().meta({ description: "The last attempts to load it, the newest first." }),
  })
  .meta({ id: "Script" });

const point = z
  .strictObject({
    name: z.string(),
    group: z.string().meta({ description: "The part of a program it belongs to; `own` for points of the host." }),
    mode: z.enum(["gate", "transform", "observe"]).exactOptional(),
    summary: z.string().exactOptional(),
    allowed: z.array(resultType).meta({ description: "The results that hooks may answer." }),
    fields: z.record(z.string(), z.strictObject({ type: z.string(), required: z.boolean(), description: z.string() })),
    example: object.meta({ description: "Data as a host would send it." }),
    hooks: count.meta({ description: "How many hooks stand there, without those built in that only record." }),
  })
  .meta({ id: "Point" });

const outcome = z
  .strictObject({
    type: resultType,
    reason: z.string().exactOptional(),
    hook_id: z.string().exactOptional(),
    data: object.exactOptional(),
    modified_by: z.array(z.string()).exactOptional(),
    result: z.unknown().exactOptional(),
    failure: z.string().exactOptional(),
    annotations: z.array(z.strictObject({ hook_id: z.string(), annotations: object })).exactOptional(),
  })
  .meta({ id: "Outcome" });

const hookReport = z
  .strictObject({
    hook_id: z.string(),
    result: resultType.exactOptional(),
    reason: z.string().exactOptional().meta({ description: "Why it cancelled or declined." }),
    error: error.exactOptional(),
    passed_over: passedOver.exactOptional().meta({ description: "Why it was not asked." }),
    shadow: z.literal(true).exactOptional().meta({ description: "Its answer was recorded, and not applied." }),
    duration_ms: milliseconds,
  })
  .meta({ id: "HookReport" });

export const runAnswer = z
  .strictObject({
    outcome,
    hooks: z.array(hookReport).meta({ description: "In the order in which they were asked." }),
    correlation_id: z.string(),
  })
  .meta({ id: "RunAnswer" });

export const batchAnswer = z
  .strictObject({
    answers: z
      .array(z.union([runAnswer, refusal]))
      .meta({ description: "In the order of the runs; an error where one could not be made." }),
  })
  .meta({ id: "BatchAnswer" });

const change = z.strictObject({
  path: z.string().meta({ description: "Where in the data, with dots between keys." }),
  before: z.unknown().exactOptional(),
  after: z.unknown().exactOptional(),
});

const step = z.strictObject({
  ...hookReport.shape,
  owner: z.string().meta({ description: "The script, or who else registered it." }),
  phase: z.enum(PHASES),
  place: place.exactOptional().meta({ description: "Where the hook was registered." }),
  answer: z.unknown().exactOptional().meta({ description: "The whole result." }),
  changes: z.array(change).exactOptional().meta({ description: "What it changed, or would have in the shadow." }),
});

const run = z
  .strictObject({
    correlation_id: z.string(),
    point: z.string(),
    started_at: time,
    duration_ms: milliseconds.exactOptional().meta({ description: "Absent while the run goes on, as is the outcome." }),
    data: object.meta({ description: "As the host gave it." }),
    metadata: object.exactOptional(),
    component: z.string().exactOptional(),
    steps: z.array(step),
    outcome: outcome.exactOptional(),
    effect: z
      .strictObject({
        raw: z.string().meta({ description: "What the hooks had answered." }),
        effective: z.string().meta({ description: "What the agent was told." }),
        downgrades: z.array(z.strictObject({ from: z.string(), to: z.string() })),
      })
      .exactOptional()
      .meta({ description: "What a coding agent was told, where that is not the outcome itself." }),
  })
  .meta({ id: "Run" });

export const runs = z.strictObject({ runs: z.array(run) }).meta({ id: "Runs" });

export const points = z.strictObject({ points: z.array(point) }).meta({ id: "Points" });
export const hooks = z.strictObject({ hooks: z.array(hook) }).meta({ id: "Hooks" });
export const scriptState = z
  .strictObject({
    keys: count.meta({ description: "How many there are in all." }),
    characters: count.meta({ description: "Of all keys and values as JSON." }),
    entries: z.array(z.strictObject({ key: z.string(), value: z.unknown(), expires_at: time.exactOptional() })),
  })
  .meta({ id: "ScriptState" });
export const scriptAnswer = z.strictObject({ script }).meta({ id: "ScriptAnswer" });
export const scriptSource = z.strictObject({ id: z.string(), text: z.string() }).meta({ id: "ScriptSource" });
export const scripts = z.strictObject({ scripts: z.array(script) }).meta({ id: "Scripts" });

const scriptCounts = z.strictObject({ total: count, serving: count, broken: count });

export const health = z
  .strictObject({
    status: z.enum(["ok", "degraded"]),
    reasons: z.array(z.string()).optional().meta({ description: "Why hooks are slower than they should be." }),
    scripts: scriptCounts,
  })
  .meta({ id: "Health" });
export const hookHealth = z
  .strictObject({
    status: z.enum(["healthy", "degraded"]).meta({
      description:
        "Degraded when calls of the last minute took 50 ms or more on average, or ten or more of them longer than 75 ms.",
    }),
    reasons: z.array(z.string()).exactOptional(),
    hooks_processed: count.meta({ description: "Calls of the hooks that are registered, since the daemon started." }),
    hooks_blocked: count.meta({ description: "Calls that cancelled." }),
    avg_processing_time_ms: milliseconds.meta({ description: "Of the calls of the last minute." }),
    performance_threshold_violations: count.meta({ description: "Calls of the last minute that took longer than 75 ms." }),
    events_aggregated: count.meta({ description: "Events that somebody wanted." }),
    active_connections: count.meta({ description: "Clients of the WebSocket." }),
    security_validations: count.meta({ description: "Calls of built-in hooks that guard." }),
  })
  .meta({ id: "HookHealth" });
export const readiness = z.strictObject({ status: z.literal("ready") }).meta({ id: "Readiness" });

export const status = z
  .strictObject({
    version: z.string().meta({ description: "Of Hookloom." }),
    url: z.string().meta({ description: "Where the daemon listens over TCP." }),
    ready: z.boolean(),
    started_at: time,
    uptime_ms: count,
    role: z.enum([...ROLES, "nothing"]).meta({ description: "What whoever asks may do." }),
    scripts: scriptCounts,
    hooks: z
      .strictObject({ total: count, off: count, breakers_open: count, never_asked: count })
      .meta({ description: "Without those built in that only record." }),
    events: z.strictObject({ published: count, dropped: count, subscriptions: count }),
    memory_mb: z.number().meta({ description: "Of the daemon itself, in mebibytes." }),
    runners: count.meta({ description: "Processes in which scripts run." }),
  })
  .meta({ id: "Status" });

export const switchAnswer = z.strictObject({ hook: z.string(), on: z.boolean() }).meta({ id: "SwitchAnswer" });

export type BatchAnswer = z.infer<typeof batchAnswer>;
export type ScriptStateView = z.infer<typeof scriptState>;
export type ErrorView = z.infer<typeof error>;
export type HookView = z.infer<typeof hook>;
export type ActivityView = z.infer<typeof activity>;
export type ScriptSource = z.infer<typeof scriptSource>;
export type ScriptView = z.infer<typeof script>;
export type PointView = z.infer<typeof point>;
export type OutcomeView = z.infer<typeof outcome>;
export type RunAnswer = z.infer<typeof runAnswer>;
export type HookHealthView = z.infer<typeof hookHealth>;
export type HealthView = z.infer<typeof health>;
/** What one hook said: a result, an error, or nothing because it was not asked. */
export type HookReport = z.infer<typeof hookReport>;
export type RunView = z.infer<typeof run>;
export type StatusView = z.infer<typeof status>;
