// Between the field names of another system and ours. Whoever hands data across an alias calls it: for the data of a run,
// and for the merge patches that hooks answer with, whose top-level keys are field names too.

import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { PointAlias } from "./point.ts";

/**
 * Data of an alias's system under canonical field names. When the data has a field under both names, the one under that
 * system's own name is kept.
 */
export function toCanonicalData(alias: PointAlias, data: JsonObject): JsonObject {
  return renameFields(
    data,
    Object.entries(alias.fields).map(([canonical, own]) => [own, canonical]),
  );
}

/**
 * Canonical data under the field names of an alias's system. When the data has a field under both names, the one under the
 * canonical name is kept, for that is the one that hooks have seen and changed.
 */
export function fromCanonicalData(alias: PointAlias, data: JsonObject): JsonObject {
  return renameFields(data, Object.entries(alias.fields));
}

/** The data itself when there is nothing to rename, else a copy; only own fields count. */
function renameFields(data: JsonObject, renames: readonly (readonly [from: string, to: string])[]): JsonObject {
  if (renames.length === 0) return data;
  const newNames = new Map(renames);
  const kept: [string, JsonValue | undefined][] = [];
  const renamed: [string, JsonValue | undefined][] = [];
  for (const [name, value] of Object.entries(data)) {
    const newName = newNames.get(name);
    if (newName === undefined) kept.push([name, value]);
    else renamed.push([newName, value]);
  }
  // Later entries win, so renamed fields come last. `fromEntries` defines fields and never assigns them: a key named
  // `__proto__` stays a key.
  return Object.fromEntries([...kept, ...renamed]);
}
