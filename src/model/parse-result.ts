// From anything at all to one of the nine results, or a RESULT_INVALID that names the field. The sandbox parses what scripts
// answer with it, the executor what native hooks answer. Hand-written because it is on the hot path; a test holds it equal
// to a zod schema.

import { HookloomError } from "../foundation/errors.ts";
import { findPrototypeKey, isJsonObject, isNestedDeeper } from "../foundation/json.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import { RESULT_TYPES, type HookResult, type ResultType } from "./results.ts";

type FieldCheck = (value: unknown) => string | undefined;
interface FieldRule {
  readonly check: FieldCheck;
  readonly required: boolean;
}

/** The largest number of attempts a retry may ask for, and of branches a fork may have. */
export const MAX_RETRY_ATTEMPTS = 100;
export const MAX_FORK_BRANCHES = 64;
/** How deep a field may be nested: more than a script can send, little enough for every walk over it. */
export const MAX_FIELD_DEPTH = 100;

const isText: FieldCheck = (value) => (typeof value === "string" ? undefined : "a text");
const isName: FieldCheck = (value) => (typeof value === "string" && value !== "" ? undefined : "a text that is not empty");
const isFlag: FieldCheck = (value) => (typeof value === "boolean" ? undefined : "true or false");
const isObject: FieldCheck = (value) => (isJsonObject(value) ? undefined : "an object");
const isPresent: FieldCheck = (value) => (value !== undefined ? undefined : "a value");
const isDuration: FieldCheck = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? undefined : "a number of milliseconds, 0 or more";
const isAttempts: FieldCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_RETRY_ATTEMPTS
    ? undefined
    : `an integer from 1 to ${MAX_RETRY_ATTEMPTS}`;
const isOneOf = (...values: readonly string[]): FieldCheck => {
  const expected = values.map((value) => JSON.stringify(value)).join(", ");
  return (value) => (values.includes(value as string) ? undefined : `one of ${expected}`);
};
const isBranch = (value: unknown): boolean =>
  isJsonObject(value) &&
  Object.keys(value).every((key) => key === "data" || key === "component") &&
  (value.data === undefined || isJsonObject(value.data)) &&
  (value.component === undefined || isName(value.component) === undefined);
const isBranches: FieldCheck = (value) =>
  Array.isArray(value) && value.length >= 1 && value.length <= MAX_FORK_BRANCHES && value.every(isBranch)
    ? undefined
    : `a list of 1 to ${MAX_FORK_BRANCHES} branches, each with "data" (an object), "component" (a text), or both`;

const required = (check: FieldCheck): FieldRule => ({ check, required: true });
const optional = (check: FieldCheck): FieldRule => ({ check, required: false });

const RULES: Record<ResultType, Readonly<Record<string, FieldRule>>> = {
  continue: {},
  modified: { data: required(isObject) },
  cancel: { reason: required(isText) },
  redirect: { target: required(isName) },
  replace: { component: required(isName) },
  retry: {
    max_attempts: required(isAttempts),
    delay_ms: required(isDuration),
    backoff: required(isOneOf("fixed", "linear", "exponential")),
    jitter: required(isFlag),
  },
  fork: { branches: required(isBranches), join: required(isOneOf("all", "first", "any", "merge")) },
  cache: { result: required(isPresent), ttl_ms: required(isDuration), key: optional(isName) },
  skipped: { reason: required(isText) },
};

const ANNOTATIONS: FieldRule = optional(isObject);

/**
 * Checks that a value is one of the nine results and gives it back typed.
 * @throws HookloomError RESULT_INVALID, whose `details.field` names the wrong field.
 */
export function parseHookResult(value: unknown): HookResult {
  const fault = findFault(value);
  if (fault !== undefined) throw new HookloomError("RESULT_INVALID", fault.message, { details: { field: fault.field } });
  return value as HookResult;
}

/** Whether a value is one of the nine results. */
export function isHookResult(value: unknown): value is HookResult {
  return findFault(value) === undefined;
}

function findFault(value: unknown): { field: string; message: string } | undefined {
  if (!isJsonObject(value)) {
    return { field: "", message: `A hook answers one of the nine results or nothing, not ${describe(value)}.` };
  }
  const type = Object.hasOwn(value, "type") ? value.type : undefined;
  if (typeof type !== "string" || !Object.hasOwn(RULES, type)) {
    const hint = typeof type === "string" ? didYouMean(suggestNames(type, RESULT_TYPES)) : "";
    return { field: "type", message: `A result's "type" is one of ${RESULT_TYPES.join(", ")}, not ${describe(type)}.${hint}` };
  }
  const rules = RULES[type as ResultType];
  for (const key of Object.keys(value)) {
    if (key === "type") continue;
    const rule = key === "annotations" ? ANNOTATIONS : Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) {
      const fields = [...Object.keys(rules), "annotations"];
      return {
        field: key,
        message: `A "${type}" result has no field ${describe(key)}; it may have ${fields.join(", ")}.${didYouMean(suggestNames(key, fields))}`,
      };
    }
    const expected = value[key] === undefined && !rule.required ? undefined : rule.check(value[key]);
    if (expected !== undefined) {
      return { field: key, message: `"${key}" of a "${type}" result must be ${expected}, not ${describe(value[key])}.` };
    }
  }
  for (const key in rules) {
    if (rules[key]?.required === true && !Object.hasOwn(value, key)) {
      return { field: key, message: `A "${type}" result needs the field "${key}".` };
    }
  }
  for (const key of Object.keys(value)) {
    if (!isNestedDeeper(value[key], MAX_FIELD_DEPTH)) continue;
    return {
      field: key,
      message: `"${key}" of a "${type}" result is nested deeper than ${MAX_FIELD_DEPTH} levels, or holds itself.`,
    };
  }
  const forbidden = findPrototypeKey(value);
  if (forbidden !== undefined) {
    return { field: forbidden, message: `A result must not contain the key "__proto__" (at ${describe(forbidden)}).` };
  }
  return undefined;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "function") return "a function";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
