// What the validation of inputs is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { findExpressionFault } from "../../foundation/regular-expression.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";

const texts = z.array(z.string().min(1));

const schema = z.strictObject({
  enabled: enabledSetting(false),
  points: texts.default(["BeforeInbound", "BeforeAgentExecution"]).register(settingNotes, {
    meaning: "The hook points at which inputs are validated.",
    accepts: "a list of names of hook points",
  }),
  fields: fieldPaths.default(["content", "input"]).register(settingNotes, {
    meaning: "The fields of the data that are validated, with everything in them.",
    accepts: "a list of paths such as `parameters.query`",
  }),
  max_length: z.int().min(1).max(10_000_000).default(100_000).register(settingNotes, {
    meaning: "The most characters of one text.",
  }),
  sql_injection: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether texts are searched for SQL that was smuggled in.",
  }),
  blocked: z
    .array(
      z
        .string()
        .min(1)
        .refine((source) => findExpressionFault(source) === undefined),
    )
    .default([])
    .register(settingNotes, {
      meaning: "What no text may hold.",
      accepts: "a list of regular expressions (RE2)",
    }),
  strict: z.boolean().default(true).register(settingNotes, {
    meaning:
      "Whether a text with a fault cancels the operation. Otherwise it goes on with a text that was cut to its length and has the faults taken out.",
  }),
});

export type InputValidationSettings = CamelKeys<z.output<typeof schema>>;

export const INPUT_VALIDATION = defineBuiltin({
  summary: "Keeps inputs out, or cleans them, that are too long, smuggle SQL, or hold what you do not want.",
  details: `What is found is told as the event \`security.violation\` and at the point \`SecurityViolation\`, with the type \`input_denied\`. Statements with parameters are what
keeps a database safe; a search for SQL in texts only finds those who try. A text that is too long for one of the \`blocked\` expressions to be tried counts
as holding it.`,
  decides: true,
  schema,
  load: async () => (await import("./input-validation.ts")).openInputValidation,
});
