// What redaction is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";

const texts = z.array(z.string().min(1));

const schema = z.strictObject({
  enabled: enabledSetting(false),
  points: texts
    .default(["AfterToolExecution", "AfterProviderCall", "BeforeOutbound", "TransformResponse"])
    .register(settingNotes, {
      meaning: "The hook points at which secrets are taken out.",
      accepts: "a list of names of hook points",
    }),
  fields: fieldPaths.default(["result", "response", "content"]).register(settingNotes, {
    meaning: "The fields of the data that are searched, with everything in them.",
    accepts: "a list of paths such as `parameters.content`",
  }),
  entropy: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether long words that look random count as secrets although nothing else says so.",
  }),
  cancel: z.boolean().default(false).register(settingNotes, {
    meaning: "Whether an operation with secrets is cancelled, instead of going on without them.",
  }),
});

export type RedactionSettings = CamelKeys<z.output<typeof schema>>;

async function listShapes(): Promise<string> {
  const { SECRET_SHAPES } = await import("./secret-shapes.ts");
  return SECRET_SHAPES.map(({ kind }) => `\`${kind}\``).join(", ");
}

export const REDACTION = defineBuiltin({
  summary: "Takes secrets out of what tools and models answer and of what is sent out.",
  details:
    async () => `In the place of a secret stands what it was, such as \`[redacted:github-token]\`. It knows ${await listShapes()},
the values of keys such as \`password\` (\`secret-field\`), and with \`entropy\` long words that look random (\`random-text\`); hashes, UUIDs and
paths do not. What it found is told as the event \`security.violation\` and at the point \`SecurityViolation\`, with the type \`secret_found\`, by kind and
number and never with the secret. Scripts do the same with \`secrets.redact(value)\`, hosts with \`redactSecrets(value)\`.`,
  decides: true,
  schema,
  load: async () => (await import("./redaction.ts")).openRedaction,
});
