// What webhook notifications are to their users: their settings and their page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";

const texts = z.array(z.string().min(1));

const target = z.strictObject({
  name: z.string().min(1),
  url: z.url({ protocol: /^https?$/ }),
  events: texts.default([]),
  points: texts.default([]),
  format: z.enum(["json", "slack"]).default("json"),
  secret_env: z.string().min(1).exactOptional(),
});

export type WebhookTarget = z.output<typeof target>;

const schema = z.strictObject({
  enabled: enabledSetting(false),
  targets: z.array(target).default([]).register(settingNotes, {
    meaning: "Where notifications go.",
    accepts: "a list of tables with `name`, `url`, and perhaps `events`, `points`, `format` and `secret_env`",
  }),
  queue_size: z.int().min(1).max(100_000).default(1000).register(settingNotes, {
    meaning: "The most notifications that wait for one target. Further ones are dropped, which is logged and counted.",
  }),
  timeout_ms: z.int().min(1).max(600_000).default(10_000).register(settingNotes, {
    meaning: "How long a target may take to answer.",
  }),
  max_attempts: z.int().min(1).max(100).default(6).register(settingNotes, {
    meaning: "How often a notification is sent before it is given up, which is logged.",
  }),
  retry_ms: z.int().min(1).max(600_000).default(1000).register(settingNotes, {
    meaning:
      "How long is waited before the second attempt; twice as long before each further one, up to ten minutes, with a part of it at random.",
  }),
});

export type WebhookSettings = CamelKeys<z.output<typeof schema>>;

export const WEBHOOK = defineBuiltin({
  summary: "Sends what happens to other programs over HTTP, or to a channel of Slack.",
  details: `Each target is a table:

\`\`\`toml
[builtin.webhook]
enabled = true

[[builtin.webhook.targets]]
name = "security team"
url = "https://hooks.slack.com/services/..."
format = "slack"
events = ["cost.budget_*", "hook.breaker_opened"]
points = ["SecurityViolation"]

[[builtin.webhook.targets]]
name = "siem"
url = "https://siem.example.com/hookloom"
events = ["hook.*", "script.failed"]
secret_env = "SIEM_SECRET"
\`\`\`

| key | meaning |
|---|---|
| \`name\` | what it is called in the log |
| \`url\` | where it is sent to, by POST |
| \`events\` | patterns of types of events |
| \`points\` | hook points: their runs are sent as events of the type \`point.reached\`, with \`point\`, \`data\` and \`outcome\` |
| \`format\` | \`json\`, the event as it is, or \`slack\`, a message for an incoming webhook of Slack |
| \`secret_env\` | the environment variable with the secret that notifications are signed with |

A signed notification follows the Standard Webhooks: \`webhook-id\` (the event's id, the same at every attempt), \`webhook-timestamp\` (seconds since 1970) and
\`webhook-signature\`, which is \`v1,\` and the base64 of the HMAC-SHA256 of \`<id>.<timestamp>.<body>\`. A secret that begins with \`whsec_\` is base64 after that.

Nobody waits for a notification. It is sent again when the target cannot be reached, takes too long, or answers 408, 425, 429 or 500 and above; after any other
answer that is no success it is given up. Notifications of one target keep their order. When the runtime is closed, what waits is sent once more.`,
  decides: false,
  schema,
  load: async () => (await import("./webhook.ts")).openWebhook,
});
