// JSON values and the one rule about untrusted ones: no `__proto__` key, at any depth.

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Whether a value is an object in the sense of JSON: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that a text holds as JSON, or `undefined`. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The path of the first own `__proto__` key inside a value, or `undefined`. `JSON.parse` makes such keys, and code that
 * copies them by assignment changes the prototype of its target.
 */
export function findPrototypeKey(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const key of Object.keys(value)) {
    if (key === "__proto__") return key;
    const inside = findPrototypeKey((value as Record<string, unknown>)[key]);
    if (inside !== undefined) return `${key}.${inside}`;
  }
  return undefined;
}

/**
 * Whether lists and objects are nested in a value more than `levels` deep, as they are without end in one that holds
 * itself. `JSON.parse` reads any depth; code that walks the value afterwards would run out of stack.
 */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const key of Object.keys(value)) {
    if (isNestedDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}

/** The value at a dotted path of own properties, or `undefined`. */
export function valueAtPath(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}
