// Settings that name fields of an operation's data: dotted paths, where `*` stands for every key or item.

import { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../foundation/json.ts";

const PATH = /^(?:[^.\s]+)(?:\.[^.\s]+)*$/;

/** A setting with paths. */
export const fieldPaths = z.array(z.string().min(1).regex(PATH));

/** A value at one of the paths. */
export interface FoundField {
  /** Keys from the outside in; a key may have dots in it. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What stands at the paths, in their order. */
export function fieldsAt(data: JsonObject, paths: readonly string[]): FoundField[] {
  const found: FoundField[] = [];
  for (const path of paths) collect(data, path.split("."), [], found);
  return found;
}

function collect(value: unknown, [key, ...rest]: readonly string[], path: readonly string[], found: FoundField[]): void {
  if (key === undefined) {
    if (value !== undefined) found.push({ path, value });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = key === "*" ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
  for (const name of keys) {
    collect((value as Record<string, unknown>)[name], rest, [...path, name], found);
  }
}

/** All texts inside a value, at most a thousand. */
export function textsIn(value: unknown, texts: string[] = []): string[] {
  if (texts.length >= 1000) return texts;
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "object" && value !== null) for (const inside of Object.values(value)) textsIn(inside, texts);
  return texts;
}

/**
 * A merge patch that also puts a value at a path of the data. Lists are replaced as a whole, because merge patches cannot change
 * a single item.
 */
export function patchFor(
  data: JsonObject,
  patch: JsonObject,
  [key = "", ...rest]: readonly string[],
  value: JsonValue,
): JsonObject {
  const before = patch[key] ?? data[key];
  return { ...patch, [key]: rest.length === 0 ? value : changed(data[key], patch[key], before, rest, value) };
}

function changed(
  original: JsonValue | undefined,
  patched: JsonValue | undefined,
  before: JsonValue | undefined,
  path: readonly string[],
  value: JsonValue,
): JsonValue {
  if (Array.isArray(original)) {
    const [at = "", ...rest] = path;
    const list = Array.isArray(before) ? before : original;
    return list.map((item, index) => (String(index) === at ? putAt(item, rest, value) : item)) as JsonValue;
  }
  const inside = (isJsonObject(original) ? original : {}) as JsonObject;
  return patchFor(inside, isJsonObject(patched) ? patched : {}, path, value);
}

/** The whole value with another one at a path. */
function putAt(whole: JsonValue, [key, ...rest]: readonly string[], value: JsonValue): JsonValue {
  if (key === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((item, at) => (String(at) === key ? putAt(item as JsonValue, rest, value) : item)) as JsonValue;
  const object = (isJsonObject(whole) ? whole : {}) as JsonObject;
  return { ...object, [key]: putAt(object[key] ?? null, rest, value) };
}
