// Reading and writing values at dotted paths of JSON objects. Decoding and encoding use it for fields inside fields.

import { valueAtPath, type JsonObject, type JsonValue } from "../foundation/json.ts";

/** The value at a dotted path, or `undefined`. */
export function readPath(object: JsonObject, path: string): JsonValue | undefined {
  return valueAtPath(object, path.split(".")) as JsonValue | undefined;
}

/** A copy with the value at a dotted path; what is no object on the way is replaced by one. */
export function withPath(object: JsonObject, path: string, value: JsonValue): JsonObject {
  const [key = "", ...rest] = path.split(".");
  if (rest.length === 0) return { ...object, [key]: value };
  const inside = Object.hasOwn(object, key) ? object[key] : undefined;
  const base = typeof inside === "object" && inside !== null && !Array.isArray(inside) ? (inside as JsonObject) : {};
  return { ...object, [key]: withPath(base, rest.join("."), value) };
}

/** A copy without a top-level field. */
export function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
