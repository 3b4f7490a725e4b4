// What time windows are to their users: their settings and their page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting, matchSetting } from "../builtin.ts";
import { isTimeZone, isWindow } from "./windows.ts";

const texts = z.array(z.string().min(1));
const windows = z.array(z.string().refine(isWindow));

const rule = z.strictObject({
  points: texts.min(1),
  match: matchSetting.exactOptional(),
  allow: windows.default([]),
  deny: windows.default([]),
  time_zone: z.string().refine(isTimeZone).default("UTC"),
  reason: z.string().min(1).exactOptional(),
});

const schema = z.strictObject({
  enabled: enabledSetting(false),
  rules: z.array(rule).default([]).register(settingNotes, {
    meaning: "When operations may happen. All rules apply that match.",
    accepts: "a list of tables with `points`, and perhaps `match`, `allow`, `deny`, `time_zone` and `reason`",
  }),
});

export type TimeWindowSettings = CamelKeys<z.output<typeof schema>>;

export const TIME_WINDOW = defineBuiltin({
  summary: "Lets operations happen at certain hours only.",
  details: `Each rule is a table:

\`\`\`toml
[builtin.time_window]
enabled = true

[[builtin.time_window.rules]]
points = ["BeforeToolExecution"]
match = { tool_name = "deploy" }
allow = ["mon-thu 09:00-17:00", "fri 09:00-12:00"]
time_zone = "Europe/Berlin"
reason = "Nobody is there to look after it."
\`\`\`

| key | meaning |
|---|---|
| \`points\` | the hook points it is about |
| \`match\` | a condition on the data, as hooks have it; default: always |
| \`allow\` | hours in which it may happen: days, which may be left out, and times; an end that is not after its begin is on the next day. Default: always |
| \`deny\` | hours in which it may not, even if \`allow\` has them |
| \`time_zone\` | a name of the time zone database; default \`UTC\` |
| \`reason\` | what the user is told |

Refusals are told as the event \`security.violation\` and at the point \`SecurityViolation\`, with the type \`time_denied\`.`,
  decides: true,
  schema,
  load: async () => (await import("./time-window.ts")).openTimeWindow,
});
