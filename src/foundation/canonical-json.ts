// One text for equal JSON, whatever the order of its keys: what results are kept under. The operation cache hashes it.

import { isJsonObject } from "./json.ts";

/** JSON with the keys of every object sorted, or `undefined` when the value has no JSON form (it holds itself, a function, a bigint). */
export function canonicalJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_key, inside: unknown) => (isJsonObject(inside) ? sortKeys(inside) : inside));
  } catch {
    return undefined;
  }
}

// `fromEntries` defines keys and never assigns them: a key named `__proto__` stays a key.
function sortKeys(object: object): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
