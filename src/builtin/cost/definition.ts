// What cost tracking is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { FIELD_NAMES, fieldName } from "../context-fields.ts";

const usd = z.number().min(0).max(1_000_000);

const price = z.strictObject({
  model: z.string().min(1),
  from: z.iso.date(),
  input: usd,
  output: usd,
  cached_input: usd.exactOptional(),
  cache_write: usd.exactOptional(),
  reasoning: usd.exactOptional(),
});

export type Price = z.output<typeof price>;

const budget = z.strictObject({
  name: z.string().min(1),
  by: z.array(fieldName).default([]),
  limit_usd: z.number().gt(0).max(1_000_000),
  period: z.enum(["total", "day", "month"]).default("total"),
  alert_at: z.number().gt(0).max(1).default(0.8),
  cut_off: z.boolean().default(true),
});

export type Budget = z.output<typeof budget>;

const schema = z.strictObject({
  enabled: enabledSetting(false),
  prices: z.array(price).default([]).register(settingNotes, {
    meaning: "What tokens cost.",
    accepts:
      "a list of tables with `model`, `from`, `input`, `output`, and perhaps `cached_input`, `cache_write` and `reasoning`",
  }),
  budgets: z.array(budget).default([]).register(settingNotes, {
    meaning: "How much may be spent.",
    accepts: "a list of tables with `name` and `limit_usd`, and perhaps `by`, `period`, `alert_at` and `cut_off`",
  }),
  price_max_age_days: z.int().min(1).max(36_500).default(180).register(settingNotes, {
    meaning: "After how many days a price counts as old: when it is used then, the log says so, once.",
  }),
  before: z.array(z.string().min(1)).default(["BeforeProviderCall"]).register(settingNotes, {
    meaning: "The hook points at which operations are cancelled when a budget is used up.",
    accepts: "a list of names of hook points",
  }),
  after: z.array(z.string().min(1)).default(["AfterProviderCall"]).register(settingNotes, {
    meaning: "The hook points whose data says how many tokens were used.",
    accepts: "a list of names of hook points",
  }),
  path: z.string().min(1).default("costs.json").register(settingNotes, {
    meaning:
      "The file in which budgets outlive a restart. A relative path starts at the state folder; where a host has none, a restart forgets them.",
  }),
  max_keys: z.int().min(1).max(1_000_000).default(10_000).register(settingNotes, {
    meaning: "How many users, sessions and so on are known at once; the one that spent longest ago is forgotten first.",
  }),
});

export type CostSettings = CamelKeys<z.output<typeof schema>>;

export const COST = defineBuiltin({
  summary: "Adds up what language models cost, warns when a budget comes to its end, and cancels calls when it is used up.",
  details: `Prices are yours to write down, in US dollars for a million tokens, with the day from which they are in force; the newest one that is
in force and fits the model counts:

\`\`\`toml
[builtin.cost]
enabled = true

[[builtin.cost.prices]]
model = "acme-large*"
from = "2026-01-01"
input = 3.00
cached_input = 0.30
output = 15.00

[[builtin.cost.budgets]]
name = "per user and day"
by = ["user_id"]
limit_usd = 5.00
period = "day"
\`\`\`

| key of a price | meaning |
|---|---|
| \`model\` | the model, or a glob of models |
| \`from\` | the first day of the price, as \`2026-01-31\`, in UTC |
| \`input\`, \`output\` | tokens sent and tokens answered |
| \`cached_input\`, \`cache_write\` | those of the tokens sent that the provider read from its cache, or wrote to it; default \`input\` |
| \`reasoning\` | those of the tokens answered that the model only thought with; default \`output\` |

| key of a budget | meaning |
|---|---|
| \`name\` | what it is called in reasons and events |
| \`by\` | what is added up apart: fields of the context, default none, so that everything is one sum. A field is ${FIELD_NAMES} |
| \`limit_usd\` | how much may be spent |
| \`period\` | when it begins anew: each \`day\` or \`month\` (in UTC), or never, which is \`total\`, the default |
| \`alert_at\` | the part of it after which the event \`cost.budget_alert\` is published, and logged as a warning, once; default 0.8 |
| \`cut_off\` | whether operations are cancelled when it is used up; default true. Those under way then go on, so that a budget can be exceeded by their cost |

The tokens are \`input_tokens\`, \`output_tokens\`, \`cached_input_tokens\`, \`cache_write_tokens\` and \`reasoning_tokens\` of the data at the points of \`after\`. Money
is counted in whole millionths of a dollar, each call rounded up to the next. The call's cost in dollars is put into \`cost\` of the data, for the hooks that come
after. The events are \`cost.recorded\`, \`cost.budget_alert\`, \`cost.budget_exceeded\`, and once for each model without a price \`cost.price_missing\`, which is logged, too: its
tokens cost nothing then. Providers change their prices: the first use of a price that is older than \`price_max_age_days\` is logged as a warning and published as
\`cost.price_old\`; whoever has compared it writes the same price again with the day of that.`,
  decides: true,
  schema,
  load: async () => (await import("./cost.ts")).openCost,
});
