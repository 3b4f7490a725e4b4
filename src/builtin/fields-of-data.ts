// Settings that name fields of an operation's data: dotted paths, where `*` stands for every key or item.

import { z } from "zod";
import type { JsonObject } from "../foundation/json.ts";

const PATH = /^(?:[^.\s]+)(?:\.[^.\s]+)*$/;

/** A setting with paths. */
export const fieldPaths = z.array(z.string().min(1).regex(PATH));

/** A value at one of the paths. */
export interface FoundField {
  readonly path: string;
  readonly value: unknown;
}

/** What stands at the paths, in their order. */
export function fieldsAt(data: JsonObject, paths: readonly string[]): FoundField[] {
  const found: FoundField[] = [];
  for (const path of paths) collect(data, path.split("."), "", found);
  return found;
}

function collect(value: unknown, [key, ...rest]: readonly string[], path: string, found: FoundField[]): void {
  if (key === undefined) {
    if (value !== undefined) found.push({ path, value });
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const keys = key === "*" ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
  for (const name of keys) {
    collect((value as Record<string, unknown>)[name], rest, path === "" ? name : `${path}.${name}`, found);
  }
}

/** All texts inside a value, at most a thousand. */
export function textsIn(value: unknown, texts: string[] = []): string[] {
  if (texts.length >= 1000) return texts;
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "object" && value !== null) for (const inside of Object.values(value)) textsIn(inside, texts);
  return texts;
}
