// The validation of inputs as hooks: refuses them, or takes out of them what is wrong.

import { RE2JS } from "re2js";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import { compileExpression, type Expression } from "../../foundation/regular-expression.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { HookContext } from "../../model/context.ts";
import { results } from "../../model/results.ts";
import { guardAt, type Builtin, type BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt, patchFor } from "../fields-of-data.ts";
import { reportViolation } from "../violation.ts";
import type { InputValidationSettings } from "./definition.ts";
import { SQL_PATTERNS } from "./sql-injection.ts";

interface Blocked {
  readonly source: string;
  readonly matches: Expression;
  readonly compiled: RE2JS;
}

/** Opens the validation of inputs. */
export function openInputValidation(settings: InputValidationSettings, environment: BuiltinEnvironment): Builtin {
  const blocked = settings.blocked.map((source) => ({
    source,
    matches: compileExpression(source),
    compiled: RE2JS.compile(source),
  }));
  const execute = (context: HookContext): HookAnswer => validate(context, settings, blocked, environment);
  return guardAt(settings.points, "input_validation", { phase: "validate", description: "validates inputs" }, execute);
}

function validate(
  context: HookContext,
  settings: InputValidationSettings,
  blocked: readonly Blocked[],
  environment: BuiltinEnvironment,
): HookAnswer {
  const faults = new Set<string>();
  let patch: JsonObject = {};
  for (const { path, value } of fieldsAt(context.data, settings.fields)) {
    const clean = cleanValue(value as JsonValue, (text) => cleanText(text, settings, blocked, faults));
    if (clean !== value) patch = patchFor(context.data, patch, path, clean);
  }
  if (faults.size === 0) return undefined;
  const reason = `The input ${[...faults].join(", and it ")}.`;
  reportViolation(environment, context, { type: "input_denied", action: settings.strict ? "block" : "sanitize", reason });
  return settings.strict ? results.cancel(reason) : results.modified(patch);
}

function cleanValue(value: JsonValue, clean: (text: string) => string): JsonValue {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => cleanValue(item as JsonValue, clean));
    return items.some((item, at) => item !== value[at]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, inside]) => [key, cleanValue(inside as JsonValue, clean)] as const);
  return entries.some(([key, inside]) => inside !== (value as JsonObject)[key]) ? Object.fromEntries(entries) : value;
}

function cleanText(
  given: string,
  { maxLength, sqlInjection }: InputValidationSettings,
  blocked: readonly Blocked[],
  faults: Set<string>,
): string {
  let text = given;
  if (text.length > maxLength) {
    faults.add(`has ${text.length} characters; at most ${maxLength} are accepted`);
    text = text.slice(0, maxLength);
  }
  if (sqlInjection) {
    for (const { id, pattern } of SQL_PATTERNS) {
      if (text.search(pattern) < 0) continue;
      faults.add(`looks like an SQL injection (${id})`);
      text = removeAll(text, (left) => left.replaceAll(pattern, ""));
    }
  }
  for (const { source, matches, compiled } of blocked) {
    const verdict = matches(text);
    if (verdict === "differs") continue;
    faults.add(`holds what is blocked (${source})`);
    text = verdict === "too_long" ? "" : removeAll(text, (left) => compiled.matcher(left).replaceAll(""));
  }
  return text;
}

/** Removes until nothing is left to remove: what is taken out may join what stood around it. */
function removeAll(text: string, remove: (text: string) => string): string {
  for (let left = text, round = 0; round < 20; round += 1) {
    const next = remove(left);
    if (next === left) return left;
    left = next;
  }
  return "";
}
