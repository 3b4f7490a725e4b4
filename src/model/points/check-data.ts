// Whether data fits a point's fields. The runtime asks before the first hook and after every change; hand-written because
// it is on the hot path.

import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import type { Field, FieldType, HookPoint } from "./point.ts";

/** The first field that does not fit, and what it should be. */
export interface DataProblem {
  readonly field: string;
  readonly expected: string;
}

/**
 * What is wrong with a point's data, or `undefined`. Fields that the catalogue does not name may hold anything. With a
 * patch, only the fields it touches are looked at: what was wrong before it is not the fault of whoever wrote it.
 */
export function findDataProblem(point: HookPoint, data: JsonObject, patch?: JsonObject): DataProblem | undefined {
  for (const name in point.fields) {
    if (patch !== undefined && (!Object.hasOwn(patch, name) || patch[name] === undefined)) continue;
    const field = point.fields[name] as Field;
    const value = Object.hasOwn(data, name) ? data[name] : undefined;
    if (field.optional === true && (value === undefined || value === null)) continue;
    if (!fitsField(field, value)) return { field: name, expected: describeExpected(field) };
  }
  return undefined;
}

function fitsField(field: Field, value: JsonValue | undefined): boolean {
  return hasType(field.type, value) && (field.values === undefined || field.values.includes(value as string));
}

function hasType(type: FieldType, value: JsonValue | undefined): boolean {
  switch (type) {
    case "any":
      return value !== undefined;
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "object":
      return isJsonObject(value);
    case "array":
      return Array.isArray(value);
    default:
      return typeof value === type;
  }
}

const EXPECTED: Readonly<Record<FieldType, string>> = {
  string: "a text",
  integer: "an integer",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  any: "a value",
};

function describeExpected(field: Field): string {
  if (field.values === undefined) return EXPECTED[field.type];
  return `one of ${field.values.map((value) => JSON.stringify(value)).join(", ")}`;
}
