// Where a value differs from what a test expects of it. Assertions and tests of scripts ask it.

import { matchesGlob } from "../foundation/glob.ts";
import { isJsonObject } from "../foundation/json.ts";

/**
 * What is different, as a text with its path; `undefined` when nothing is. An expected object says only what it names; null
 * stands for what is not there; a text may be a glob in which `*` stands for any characters.
 */
export function findDifference(actual: unknown, expected: unknown, path = ""): string | undefined {
  if (isJsonObject(expected) && isJsonObject(actual)) {
    for (const [key, inside] of Object.entries(expected)) {
      const found = findDifference(actual[key], inside, path === "" ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    for (const [at, inside] of expected.entries()) {
      const found = findDifference(actual[at], inside, `${path}[${at}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isEqual(actual, expected)) return undefined;
  return `${path === "" ? "it" : path} is ${show(actual)}, expected ${show(expected)}`;
}

function isEqual(actual: unknown, expected: unknown): boolean {
  if (typeof expected === "string" && typeof actual === "string") return actual === expected || matchesGlob(expected, actual);
  return (actual ?? null) === (expected ?? null);
}

function show(value: unknown): string {
  return value === undefined ? "not there" : JSON.stringify(value);
}
