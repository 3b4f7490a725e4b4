// Which values a merge patch changes: the provenance that an outcome carries. The fold asks before it applies a patch.

import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";

/** Dotted paths of the values that a merge patch adds, removes or replaces by another; what it repeats is no change. */
export function listChangedPaths(target: JsonObject, patch: JsonObject, prefix = ""): string[] {
  return Object.keys(patch).flatMap((key) => {
    const value = patch[key];
    const before = Object.hasOwn(target, key) ? target[key] : undefined;
    if (value === undefined) return [];
    if (isJsonObject(value) && isJsonObject(before)) return listChangedPaths(before, value, `${prefix}${key}.`);
    const same = value === null ? before === undefined && !Object.hasOwn(target, key) : isDeepStrictEqual(value, before);
    return same ? [] : [`${prefix}${key}`];
  });
}
