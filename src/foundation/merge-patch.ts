// RFC 7396 JSON merge patch, which `modified` results are applied with. Never changes its inputs.

import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** The target with the patch applied: null removes a key, objects merge, everything else replaces. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  return mergeObjects(isJsonObject(target) ? target : {}, patch);
}

/** `applyMergePatch` for two objects, which gives an object. */
export function mergeObjects(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...target };
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    // JSON has no `undefined`: such a key is left out when a script sends it, so it says nothing here either.
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else setOwn(merged, key, applyMergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value));
  }
  return merged;
}

/** The patch that makes the second object of the first, as far as a patch can: a null in the second becomes no key. */
export function diffObjects(before: JsonObject, after: JsonObject): JsonObject {
  const patch: Record<string, JsonValue | undefined> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) setOwn(patch, key, null);
  for (const key of Object.keys(after)) {
    const [was, is] = [Object.hasOwn(before, key) ? before[key] : undefined, after[key]];
    if (is === undefined || isDeepStrictEqual(was, is)) continue;
    setOwn(patch, key, isJsonObject(was) && isJsonObject(is) ? diffObjects(was, is) : is);
  }
  return patch;
}

// Plain assignment to `__proto__` would change the object's prototype instead of adding a key.
function setOwn(object: Record<string, JsonValue | undefined>, key: string, value: JsonValue): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
