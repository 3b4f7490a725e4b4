// What the rate limits are to their users: their settings and their page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting, matchSetting } from "../builtin.ts";
import { FIELD_NAMES, fieldName } from "../context-fields.ts";
import { redisUrlSetting } from "../redis/redis-settings.ts";

const rule = z.strictObject({
  name: z.string().min(1),
  points: z.array(z.string().min(1)).min(1),
  match: matchSetting.exactOptional(),
  by: z.array(fieldName).default(["component"]),
  limit: z.int().min(1).max(1_000_000_000),
  window_ms: z
    .int()
    .min(1)
    .max(31 * 86_400_000),
  burst: z.int().min(1).max(1_000_000_000).exactOptional(),
});

export type RateLimitRule = z.output<typeof rule>;

const schema = z.strictObject({
  enabled: enabledSetting(false),
  rules: z.array(rule).default([]).register(settingNotes, {
    meaning: "The limits. All of them apply.",
    accepts: "a list of tables with `name`, `points`, `limit`, `window_ms`, and perhaps `match`, `by` and `burst`",
  }),
  max_keys: z.int().min(1).max(10_000_000).default(100_000).register(settingNotes, {
    meaning:
      "How many users, components and so on are known in memory at once; the one that was seen longest ago is forgotten first.",
  }),
  redis_url: redisUrlSetting(),
});

export type RateLimitSettings = CamelKeys<z.output<typeof schema>>;

export const RATE_LIMIT = defineBuiltin({
  summary: "Cancels operations that come more often than they may.",
  details: `Each rule is a table:

\`\`\`toml
[builtin.rate_limit]
enabled = true

[[builtin.rate_limit.rules]]
name = "tools per user"
points = ["BeforeToolExecution"]
by = ["user_id", "tool_name"]
limit = 60
window_ms = 60000
burst = 10
\`\`\`

| key | meaning |
|---|---|
| \`name\` | what the rule is called in reasons, events and Redis |
| \`points\` | the hook points at which operations count |
| \`match\` | which operations count: a condition on data as hooks have it; default all |
| \`by\` | what is counted apart: fields of the context, default \`["component"]\`; an empty list counts everything together. A field is ${FIELD_NAMES}. Operations without a field are counted together |
| \`limit\`, \`window_ms\` | how many operations may come in a window of so many milliseconds, on average |
| \`burst\` | how many may come at once, default \`limit\` |

The limit is kept exactly, by the generic cell rate algorithm: there is no window at whose end everything comes at once. An operation that
is refused does not count. The reason says when the next one may come; so do the annotations, as \`rate_limit\` with \`rule\`, \`limit\`, \`window_ms\` and
\`retry_after_ms\`. The event \`rate_limit.exceeded\` is published, and the point SecurityViolation told of the type \`rate_limit\`.`,
  decides: true,
  schema,
  load: async () => (await import("./rate-limit.ts")).openRateLimit,
});
