// What the audit log is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";

const texts = z.array(z.string().min(1));
const POINTS = ["AuthSuccess", "AuthFailure", "BeforeToolCall", "SecurityEvent", "ConfigReload"];
const TOOLS = ["execute_command", "secrets_*", "gateway"];

const schema = z.strictObject({
  enabled: enabledSetting(false),
  path: z.string().min(1).default("audit.log").register(settingNotes, {
    meaning: "The file. A relative path starts at the state folder, or where a host has none, at the current one.",
  }),
  format: z.enum(["text", "json"]).default("text").register(settingNotes, {
    meaning: "Lines for people, or one JSON object per line. Both can be verified.",
  }),
  points: texts.default(POINTS).register(settingNotes, {
    meaning: "The hook points that are recorded. A line has the name that is given here.",
    accepts: "a list of names of hook points",
  }),
  tools: texts.default(TOOLS).register(settingNotes, {
    meaning: "The tools whose calls are recorded, where a point is about a tool.",
    accepts: "a list of names of tools or globs of them",
  }),
  flush_ms: z.int().min(1).max(60_000).default(50).register(settingNotes, {
    meaning: "How long lines are gathered before they are written.",
  }),
  queue_lines: z.int().min(10).max(1_000_000).default(10_000).register(settingNotes, {
    meaning: "The most lines that wait to be written. Further ones are counted, and the count takes their place in the log.",
  }),
  max_file_kb: z.int().min(1).max(1_048_576).default(16_384).register(settingNotes, {
    meaning: "The size from which on a file is put aside under a number and a new one is begun, in kibibytes.",
  }),
  max_files: z.int().min(1).max(10_000).default(100).register(settingNotes, {
    meaning: "How many files that were put aside are kept. The log says when the oldest is deleted.",
  }),
  anchor_lines: z.int().min(1).max(1_000_000).default(1000).register(settingNotes, {
    meaning: "After how many lines an anchor is written; one is written at the end, too.",
  }),
  anchor_path: z.string().min(1).exactOptional().register(settingNotes, {
    meaning: "The file with the anchors. It is worth more where whoever can change the log cannot change it.",
    defaultText: "`path` with `.anchors` after it",
  }),
});

export type AuditSettings = CamelKeys<z.output<typeof schema>>;

export const AUDIT = defineBuiltin({
  summary: "Writes what matters for security to a file in which every change can be found.",
  details: `A line names the time in UTC, the point, what its data says about it, and what hooks made of it if they did not let it pass:

\`\`\`text
[2026-02-16 10:30:15.123] AuthSuccess peer_addr="192.168.1.100:54321" method="totp" #1 6c0f…
[2026-02-16 10:30:16.004] BeforeToolCall tool_name="execute_command" tool_id="call-1" outcome="cancel" hook="guard" #2 91ab…
\`\`\`

At the end of a line stand its number and a SHA-256 hash over it and the hash of the line before. \`hookloom audit verify\` recomputes them
and says which lines were changed, removed, inserted or put in another order. Whoever can write the file can also compute
all hashes anew from some line on, or cut off the end. The anchors are against that: number and hash of a line, written to a file of their own and published as the event
\`audit.anchored\`. Take them to another machine.

Lines are written in batches and hold nobody up. When the disk cannot take them they wait, up to \`queue_lines\`; how many did not fit
stands in the log as \`AuditLoss\` and is logged as an error. A process that is killed loses what it gathered in the last \`flush_ms\`; a line that was half written then is found at
the next start and kept in the line \`AuditResumed\`. One process at a time writes a log. While its own settings change
in a program that runs, it is closed for a moment, and what happens then is not recorded; the change itself is.`,
  decides: false,
  exclusive: true,
  schema,
  load: async () => (await import("./audit.ts")).openAudit,
});
