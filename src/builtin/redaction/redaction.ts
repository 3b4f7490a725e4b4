// Redaction as hooks: takes secrets out of fields of an operation's data.

import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { HookContext } from "../../model/context.ts";
import { results } from "../../model/results.ts";
import { guardAt, type Builtin, type BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt, patchFor } from "../fields-of-data.ts";
import { reportViolation } from "../violation.ts";
import type { RedactionSettings } from "./definition.ts";
import { redactSecrets } from "./redact.ts";

/** Opens redaction. */
export function openRedaction(settings: RedactionSettings, environment: BuiltinEnvironment): Builtin {
  const execute = (context: HookContext): HookAnswer => redact(context, settings, environment);
  // Last of those that change anything, so that no secret is added behind it.
  return guardAt(
    settings.points,
    "redaction",
    { phase: "transform", priority: "lowest", description: "takes secrets out" },
    execute,
  );
}

function redact(
  context: HookContext,
  { fields, entropy, cancel }: RedactionSettings,
  environment: BuiltinEnvironment,
): HookAnswer {
  const found = new Map<string, number>();
  let patch: JsonObject = {};
  for (const { path, value } of fieldsAt(context.data, fields)) {
    const redaction = redactSecrets(value, { entropy });
    if (redaction.found.size === 0) continue;
    for (const [kind, count] of redaction.found) found.set(kind, (found.get(kind) ?? 0) + count);
    patch = patchFor(context.data, patch, path, redaction.value as JsonValue);
  }
  if (found.size === 0) return undefined;
  const reason = `found ${[...found].map(([kind, count]) => `${count} ${kind}`).join(", ")}`;
  const action = cancel ? "block" : "sanitize";
  reportViolation(environment, context, { type: "secret_found", action, reason, details: { found: Object.fromEntries(found) } });
  return cancel ? results.cancel(`The data holds secrets: ${reason}.`) : results.modified(patch);
}
