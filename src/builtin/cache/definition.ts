// What the cache is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting, matchSetting } from "../builtin.ts";
import { FIELD_NAMES, fieldName } from "../context-fields.ts";
import { redisUrlSetting } from "../redis/redis-settings.ts";

const rule = z.strictObject({
  name: z.string().min(1),
  point: z.string().min(1),
  match: matchSetting,
  key: z.array(fieldName).min(1),
  ttl_ms: z
    .int()
    .min(1)
    .max(31 * 86_400_000),
});

export type CacheRule = z.output<typeof rule>;

const schema = z.strictObject({
  enabled: enabledSetting(false),
  rules: z.array(rule).default([]).register(settingNotes, {
    meaning: "Which results are kept.",
    accepts: "a list of tables with `name`, `point`, `match`, `key` and `ttl_ms`",
  }),
  max_entries: z.int().min(1).max(1_000_000).default(1000).register(settingNotes, {
    meaning: "How many results are kept in memory; the one that was used longest ago is given up first.",
  }),
  max_result_kb: z.int().min(1).max(1024).default(256).register(settingNotes, {
    meaning: "The largest result that is kept, in kibibytes of JSON.",
  }),
  redis_url: redisUrlSetting(),
});

export type CacheSettings = CamelKeys<z.output<typeof schema>>;

export const CACHE = defineBuiltin({
  summary: "Keeps results of operations and answers them again, without the operation.",
  details: `Each rule is a table:

\`\`\`toml
[builtin.cache]
enabled = true

[[builtin.cache.rules]]
name = "weather"
point = "BeforeToolExecution"
match = { tool_name = "get_weather" }
key = ["component", "parameters"]
ttl_ms = 60000
\`\`\`

| key | meaning |
|---|---|
| \`name\` | what the rule is called in events and Redis; rules of different names share nothing |
| \`point\` | the hook point before the operation; its result is taken at the point after it |
| \`match\` | which operations: a condition on data as hooks have it; \`{}\` for all |
| \`key\` | operations in which all these fields are equal have the same result. A field is ${FIELD_NAMES}. Operations that lack one of them are not kept |
| \`ttl_ms\` | how long a result is kept |

What is found is answered as a [\`cache\`](results.md) result, after all hooks of the phases \`validate\` and \`authorize\` were asked. Only successes are kept. The
events \`cache.hit\`, \`cache.missed\` and \`cache.stored\` tell the rule. Hosts that ask the points before and after an operation themselves give both the same correlation id.`,
  decides: true,
  schema,
  load: async () => (await import("./cache.ts")).openCache,
});
