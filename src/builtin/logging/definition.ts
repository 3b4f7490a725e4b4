// What the logging of runs is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";

const POINTS = [
  "BeforeToolExecution",
  "AfterToolExecution",
  "ToolError",
  "BeforeAgentExecution",
  "AfterAgentExecution",
  "AgentError",
];

const schema = z.strictObject({
  enabled: enabledSetting(false),
  level: z.enum(["debug", "info", "warn"]).default("info").register(settingNotes, {
    meaning: "The level of its lines.",
  }),
  points: z.array(z.string().min(1)).default(POINTS).register(settingNotes, {
    meaning: "The hook points whose runs are logged.",
    accepts: "a list of names of hook points",
  }),
  inputs: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether the data of points before an operation is in the line.",
  }),
  outputs: z.boolean().default(false).register(settingNotes, {
    meaning: "Whether the data of all other points is in the line.",
  }),
  redact: fieldPaths.default([]).register(settingNotes, {
    meaning: "Fields of the data that are shown as `[redacted]`.",
    accepts: "a list of paths such as `parameters.password`",
  }),
  secrets: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether keys, tokens and passwords are taken out wherever they stand, as the built-in `redaction` finds them.",
  }),
});

export type LoggingSettings = CamelKeys<z.output<typeof schema>>;

export const LOGGING = defineBuiltin({
  summary: "Writes a line to the log for each run of some hook points, without secrets.",
  details: `A line says the point, the component, what hooks made of it and, if that is asked for, the data. Where the daemon's log is
JSON, these are the fields \`point\`, \`component\`, \`correlation_id\`, \`outcome\`, \`hook\`, \`reason\` and \`data\`.`,
  decides: false,
  schema,
  load: async () => (await import("./logging.ts")).openLogging,
});
