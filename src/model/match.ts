// Conditions on an operation's data, as scripts and hosts write them. `src/hooks/matcher.ts` compiles them; the host
// evaluates them, so a script that does not care is never called.

import { isJsonObject } from "../foundation/json.ts";

/** A value that JSON compares exactly. */
export type Scalar = string | number | boolean | null;

/** Conditions on one field; all that are present must hold. */
export interface FieldConditions {
  /** `*` stands for any characters, `?` for one. */
  readonly glob?: string;
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly not?: FieldMatch;
  /** Whether the field must be there. */
  readonly exists?: boolean;
}

/** An exact value, a list of which one must equal, or conditions. */
export type FieldMatch = Scalar | readonly Scalar[] | FieldConditions;

/** Field paths (dots reach inside) and what each must match; all must. */
export type Match = Readonly<Record<string, FieldMatch>>;

/** How often `not` may stand inside `not`. */
const MAX_NOT_DEPTH = 16;
const CONDITIONS = ["glob", "gt", "gte", "lt", "lte", "not", "exists"];

/** What is wrong with a match, as `path: message`, or `undefined` when it is well-formed. */
export function findMatchFault(match: unknown): string | undefined {
  if (!isJsonObject(match)) return "match must be a table of fields";
  for (const [path, value] of Object.entries(match)) {
    const fault = findFieldFault(value);
    if (fault !== undefined) return `match[${JSON.stringify(path)}] ${fault}`;
  }
  return undefined;
}

function findFieldFault(value: unknown, notDepth = 0): string | undefined {
  if (isScalar(value)) return undefined;
  if (Array.isArray(value)) return value.every(isScalar) ? undefined : "must list texts, numbers, booleans or null";
  if (!isJsonObject(value)) return "must be a value, a list of values, or a table of conditions";
  const names = Object.keys(value);
  if (names.length === 0) return `must hold at least one of ${CONDITIONS.join(", ")}`;
  for (const name of names) {
    const condition = value[name];
    if (!CONDITIONS.includes(name)) return `has no condition ${JSON.stringify(name)}; there are ${CONDITIONS.join(", ")}`;
    if (name === "not") {
      if (notDepth === MAX_NOT_DEPTH) return `nests "not" more than ${MAX_NOT_DEPTH} deep`;
      const fault = findFieldFault(condition, notDepth + 1);
      if (fault !== undefined) return `"not" ${fault}`;
    } else if (
      name === "glob"
        ? typeof condition !== "string"
        : name === "exists"
          ? typeof condition !== "boolean"
          : typeof condition !== "number"
    ) {
      return `"${name}" must be ${name === "glob" ? "a text" : name === "exists" ? "true or false" : "a number"}`;
    }
  }
  return undefined;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
