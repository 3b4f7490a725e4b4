// What the command guard is to its users: its settings and its page.

import { z } from "zod";
import type { CamelKeys } from "../../foundation/key-case.ts";
import { findExpressionFault } from "../../foundation/regular-expression.ts";
import { settingNotes } from "../../model/setting-notes.ts";
import { defineBuiltin, enabledSetting } from "../builtin.ts";
import { fieldPaths } from "../fields-of-data.ts";
import { RISKS } from "../../model/risk.ts";

const texts = z.array(z.string().min(1));
const risk = z.enum(RISKS);
const threshold = z.enum([...RISKS, "never"]);

const rule = z.strictObject({
  id: z.string().min(1),
  risk,
  why: z.string().min(1).exactOptional(),
  programs: texts.min(1),
  operands: texts.exactOptional(),
  flags: texts.exactOptional(),
  unless: texts.exactOptional(),
  word: z
    .string()
    .min(1)
    .refine((source) => findExpressionFault(source) === undefined)
    .exactOptional(),
});

const schema = z.strictObject({
  enabled: enabledSetting(false),
  cancel_at: threshold.default("HIGH").register(settingNotes, {
    meaning: "The least risk at which an operation is cancelled.",
  }),
  ask_at: threshold.default("MEDIUM").register(settingNotes, {
    meaning: "The least risk at which the user is asked, by the annotation `permission`, where the host can ask.",
  }),
  points: texts.default(["BeforeToolExecution", "PermissionRequest"]).register(settingNotes, {
    meaning: "The hook points at which commands are assessed.",
    accepts: "a list of names of hook points",
  }),
  fields: fieldPaths.default(["parameters.command", "parameters.cmd"]).register(settingNotes, {
    meaning: "The fields of the data that hold a command: a text, or a list of a program and its arguments.",
    accepts: "a list of paths such as `parameters.command`",
  }),
  allow: texts.default([]).register(settingNotes, {
    meaning: "Commands that no rule is applied to: a program with its arguments, without quotes.",
    accepts: "a list of commands or globs of them",
  }),
  rules: z.array(rule).default([]).register(settingNotes, {
    meaning: "Rules besides those that come with Hookloom.",
    accepts: "a list of rules, see above",
  }),
  audit_mode: z.boolean().default(false).register(settingNotes, {
    meaning: "Whether what is found is only told, and nothing cancelled or asked.",
  }),
  cached_verdicts: z.int().min(0).max(1_000_000).default(1000).register(settingNotes, {
    meaning: "How many verdicts are kept; the one that was asked for longest ago is given up first.",
  }),
});

export type CommandGuardSettings = CamelKeys<z.output<typeof schema>>;

async function listRules(): Promise<string> {
  const { RULE_GROUPS } = await import("../shell/rules.ts");
  const groups = Object.entries(RULE_GROUPS);
  return groups.map(([name, rules]) => `- ${name}: ${rules.map(({ id }) => `\`${id}\``).join(", ")}`).join("\n");
}

export const COMMAND_GUARD = defineBuiltin({
  summary: "Assesses the shell commands that tools are to run, and stops those that are dangerous.",
  details:
    async () => `Commands are parsed, not searched for patterns; [the guide](../guide/command-guard.md) says what that finds. A failure of the guard counts
as \`CRITICAL\`. What it stops or asks about is told as the event \`security.violation\` and at the point \`SecurityViolation\`, with the type
\`command_injection\`.

The rules by what they are about:

${await listRules()}

A rule of your own has an \`id\`, a \`risk\`, and the \`programs\` it is about (\`"*"\` for all). It applies when \`operands\` has what the arguments begin
with, one of \`flags\` is given and none of \`unless\`, and an argument matches the regular expression (RE2) \`word\`; what is not said does not matter.
\`why\` completes the sentence "this command ...":

\`\`\`toml
[[builtin.command_guard.rules]]
id = "deploys"
risk = "HIGH"
programs = ["deploy", "kubectl"]
operands = ["production", "rollout restart"]
why = "changes what customers see"
\`\`\``,
  decides: true,
  schema,
  load: async () => (await import("./command-guard.ts")).openCommandGuard,
});
