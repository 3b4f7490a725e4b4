// What the check for prompt injection is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { findExpressionFault } from "../../foundation/regular-expression.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";

const texts = z.array(z.string().min(1));

const schema = z.strictObject({
  enabled: enabledSetting(false),
  points: texts.default(["BeforeInbound", "AfterToolExecution"]).register(settingNotes, {
    meaning: "The hook points at which texts are searched.",
    accepts: "a list of names of hook points",
  }),
  fields: fieldPaths.default(["content", "result"]).register(settingNotes, {
    meaning: "The fields of the data that are searched, with everything in them.",
    accepts: "a list of paths such as `parameters.prompt`",
  }),
  action: z.enum(["warn", "ask", "cancel"]).default("warn").register(settingNotes, {
    meaning:
      "What becomes of a text that is found: the model is told not to obey it, the user is asked, or the operation is cancelled.",
  }),
  threshold: z.int().min(1).max(20).default(2).register(settingNotes, {
    meaning: "From which sum of weights on a text counts.",
  }),
  patterns: z
    .array(
      z
        .string()
        .min(1)
        .refine((source) => findExpressionFault(source) === undefined),
    )
    .default([])
    .register(settingNotes, {
      meaning: "Further patterns, each of which is enough by itself.",
      accepts: "a list of regular expressions (RE2)",
    }),
});

export type PromptInjectionSettings = CamelKeys<z.output<typeof schema>>;

async function listPatterns(): Promise<string> {
  const { INJECTION_PATTERNS } = await import("./patterns.ts");
  return INJECTION_PATTERNS.map(({ id, weight }) => `\`${id}\` (${weight})`).join(", ");
}

export const PROMPT_INJECTION = defineBuiltin({
  summary: "Finds texts that want to give orders to the model that reads them.",
  details:
    async () => `What users send in and what tools bring back is searched for phrases that give orders to models, as a reader would see the text and as it is hidden:
in characters that are not shown, in base64, with digits in the place of letters. A phrase has a weight; ${await listPatterns()},
\`hidden-text\` (2), \`encoded\` (1). No list of phrases finds everything: what matters must be kept from a model that was talked into it. What is
found is told as the event \`security.violation\` and at the point \`SecurityViolation\`, with the type \`prompt_injection\`. With \`warn\`, the result has the
annotation \`context\`, which tells the model to take the text for data.`,
  decides: true,
  schema,
  load: async () => (await import("./prompt-injection.ts")).openPromptInjection,
});
