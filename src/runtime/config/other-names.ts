// Settings that other systems have under names of their own, and what they are called here: the section `hooks`, which `loadConfig`
// takes over from each source, so that a source that wins does so by either name, and variables, which `read-environment.ts` reads.

import { z } from "zod";
import { isJsonObject, valueAtPath, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import { settingNotes } from "../../model/setting-notes.ts";

const sameAs = (setting: string): string => `what \`${setting}\` is`;

/** The section `hooks`. */
export const hooksSchema = z.strictObject({
  enabled: z.boolean().default(true).register(settingNotes, {
    meaning: "Whether hooks are asked at all, those of scripts and built-in ones, until somebody switches one on by itself.",
  }),
  metrics_hook: z
    .boolean()
    .exactOptional()
    .register(settingNotes, {
      meaning: "Another name of `builtin.metrics.enabled`, which counts more.",
      defaultText: sameAs("builtin.metrics.enabled"),
    }),
  audit_log_hook: z
    .boolean()
    .exactOptional()
    .register(settingNotes, {
      meaning: "Another name of `builtin.audit.enabled`, which counts more.",
      defaultText: sameAs("builtin.audit.enabled"),
    }),
  audit_log_path: z
    .string()
    .min(1)
    .exactOptional()
    .register(settingNotes, {
      meaning: "Another name of `builtin.audit.path`, which counts more. A relative path starts at the state folder.",
      defaultText: sameAs("builtin.audit.path"),
    }),
});

/** Names inside the section `hooks`. */
const OTHER_NAMES: Readonly<Record<string, readonly [builtin: string, setting: string]>> = {
  metrics_hook: ["metrics", "enabled"],
  audit_log_hook: ["audit", "enabled"],
  audit_log_path: ["audit", "path"],
};

/** Environment variables of another system: the setting that they say, or the opposite of. */
export const OTHER_VARIABLES: Readonly<Record<string, { readonly key: string; readonly opposite: boolean }>> = {
  HOOK_SECURITY_VALIDATION_ENABLED: { key: "builtin.command_guard.enabled", opposite: false },
  HOOK_DANGEROUS_COMMAND_BLOCKING: { key: "builtin.command_guard.audit_mode", opposite: true },
};

/** The values of a source with nothing under another name. */
export function underOurNames(values: JsonObject): JsonObject {
  const { hooks, ...rest } = values;
  if (!isJsonObject(hooks)) return values;
  const { enabled, ...others } = hooks;
  let ours: JsonObject = rest;
  for (const [name, value] of Object.entries(others)) {
    const called = OTHER_NAMES[name]!;
    if (valueAtPath(rest, ["builtin", ...called]) === undefined) ours = mergeObjects(ours, nest(called, value!));
  }
  return enabled === undefined ? ours : { ...ours, hooks: { enabled } };
}

function nest([builtin, setting]: readonly [string, string], value: JsonValue): JsonObject {
  return { builtin: { [builtin]: { [setting]: value } } };
}
