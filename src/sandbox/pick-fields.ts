// The part of an operation's data that a hook said it needs: the rest does not enter its sandbox. `script-hook.ts` sends it.

import { valueAtPath, type JsonObject, type JsonValue } from "../foundation/json.ts";

/** Paths inside the data, none of which lies inside another. */
export type FieldPaths = readonly (readonly string[])[];

const MAX_FIELDS = 100;
const MAX_LENGTH = 500;

/** Paths from what a script wrote, such as `["tool_name", "parameters.command"]`; `undefined` when it is no list of paths. */
export function parseFields(given: unknown): FieldPaths | undefined {
  if (!Array.isArray(given) || given.length > MAX_FIELDS) return undefined;
  const isPath = (text: unknown): text is string => typeof text === "string" && text.length <= MAX_LENGTH;
  if (!given.every(isPath)) return undefined;
  const paths = given.map((text) => text.split("."));
  if (paths.some((path) => path.some((key) => key === "" || key === "__proto__"))) return undefined;
  return paths.filter(
    (path, at) => !paths.some((other, otherAt) => isInside(path, other) && (other.length < path.length || otherAt < at)),
  );
}

/** A copy of the data with what stands at the paths, and nothing else. Only what it holds is shared with the original. */
export function pickFields(data: JsonObject, paths: FieldPaths): JsonObject {
  const picked: Record<string, JsonValue> = {};
  for (const path of paths) {
    const value = valueAtPath(data, path) as JsonValue | undefined;
    if (value !== undefined) put(picked, path, value);
  }
  return picked;
}

function put(into: Record<string, JsonValue>, [key = "", ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) into[key] = value;
  else put((into[key] ??= {}) as Record<string, JsonValue>, rest, value);
}

function isInside(path: readonly string[], outer: readonly string[]): boolean {
  return outer.length <= path.length && outer.every((key, at) => path[at] === key);
}
