// Conditions on an operation's data, as scripts and hosts write them, and what is wrong with those that are malformed.
// `compile-match.ts` compiles them; the host evaluates them, so a script that does not care is never called.

import { isJsonObject } from "../foundation/json.ts";
import { findExpressionFault } from "../foundation/regular-expression.ts";

/** A value that JSON compares exactly. */
export type Scalar = string | number | boolean | null;

/** Conditions on one field; all that are present must hold. */
export interface FieldConditions {
  /** `*` stands for any characters, `?` for one. */
  readonly glob?: string;
  /** A regular expression in RE2's syntax that matches anywhere in the text. */
  readonly regex?: string;
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  /** Whether the field must be there. */
  readonly exists?: boolean;
  readonly not?: FieldMatch;
  /** One must hold. */
  readonly any?: readonly FieldMatch[];
  /** Every one must hold. */
  readonly all?: readonly FieldMatch[];
}

/** An exact value, a list of which one must equal, or conditions. */
export type FieldMatch = Scalar | readonly Scalar[] | FieldConditions;

/** Matches combined; they stand beside fields, and must hold like those. */
export interface MatchCombination {
  readonly not?: Match;
  /** One must hold. */
  readonly any?: readonly Match[];
  /** Every one must hold. */
  readonly all?: readonly Match[];
}

/** Field paths (dots reach inside) and what each must match; all must. `any`, `all` and `not` combine whole matches. */
export type Match = MatchCombination & { readonly [path: string]: FieldMatch | Match | readonly Match[] | undefined };

/** How deep `any`, `all` and `not` may stand inside each other. */
const MAX_DEPTH = 16;
const COMBINATIONS = ["any", "all", "not"] as const;
const CONDITIONS = ["glob", "regex", "gt", "gte", "lt", "lte", "exists", ...COMBINATIONS] as const;

type Combination = (typeof COMBINATIONS)[number];

/** Whether a key of a match combines matches instead of naming a field. */
export function isCombination(key: string): key is Combination {
  return (COMBINATIONS as readonly string[]).includes(key);
}

/** What is wrong with a match, beginning with where in it, or `undefined` when it is well-formed. */
export function findMatchFault(match: unknown, place = "match", depth = 0): string | undefined {
  if (!isJsonObject(match)) return `${place} must be a table of fields`;
  for (const [key, value] of Object.entries(match)) {
    const inside = `${place}[${JSON.stringify(key)}]`;
    const fault = isCombination(key)
      ? findCombinationFault(key, value, inside, depth, findMatchFault)
      : findFieldFault(value, inside, depth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

type FindFault = (value: unknown, place: string, depth: number) => string | undefined;

function findCombinationFault(
  key: Combination,
  value: unknown,
  place: string,
  depth: number,
  find: FindFault,
): string | undefined {
  if (depth === MAX_DEPTH) return `${place} nests any, all and not more than ${MAX_DEPTH} deep`;
  if (key === "not") return find(value, place, depth + 1);
  if (!Array.isArray(value) || value.length === 0) return `${place} must be a list of at least one`;
  for (const [index, item] of value.entries()) {
    const fault = find(item, `${place}[${index}]`, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findFieldFault(value: unknown, place: string, depth: number): string | undefined {
  if (isScalar(value)) return undefined;
  if (Array.isArray(value)) return value.every(isScalar) ? undefined : `${place} must list texts, numbers, booleans or null`;
  if (!isJsonObject(value)) return `${place} must be a value, a list of values, or a table of conditions`;
  const names = Object.keys(value);
  if (names.length === 0) return `${place} must hold at least one of ${CONDITIONS.join(", ")}`;
  for (const name of names) {
    const inside = `${place}[${JSON.stringify(name)}]`;
    const fault = isCombination(name)
      ? findCombinationFault(name, value[name], inside, depth, findFieldFault)
      : findConditionFault(name, value[name], place, inside);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findConditionFault(name: string, condition: unknown, place: string, inside: string): string | undefined {
  switch (name) {
    case "glob":
      return typeof condition === "string" ? undefined : `${inside} must be a text`;
    case "regex": {
      if (typeof condition !== "string") return `${inside} must be a text`;
      const fault = findExpressionFault(condition);
      return fault && `${inside} ${fault}`;
    }
    case "exists":
      return typeof condition === "boolean" ? undefined : `${inside} must be true or false`;
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return typeof condition === "number" ? undefined : `${inside} must be a number`;
    default:
      return `${place} has no condition ${JSON.stringify(name)}; there are ${CONDITIONS.join(", ")}`;
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
