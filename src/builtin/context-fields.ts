// Names fields of a run's context in settings, such as `component`, `user_id` or `metadata.tenant`, and reads them. Built-ins that
// tell runs apart use it.

import { z } from "zod";
import { valueAtPath } from "../foundation/json.ts";
import type { HookContext } from "../model/context.ts";

const ROOTS = ["data", "metadata", "state", "component"] as const;

/** What names a field: a path with dots that begins with one of the roots, `component` alone for its id, else a path in `data`. */
export const fieldName = z.string().regex(/^[^.]+(\.[^.]+)*$/);

/** In words, for the pages of those who use it. */
export const FIELD_NAMES = `\`component\` (its id), \`component.type\`, a field of the operation's data such as \`user_id\` or \`parameters.path\`, or one of \`metadata.…\` and \`state.…\``;

/** Reads a field; `undefined` when it is not there. */
export function readField(context: HookContext, name: string): unknown {
  const path = name.split(".");
  const root = ROOTS.find((each) => each === path[0]);
  if (root === undefined) return valueAtPath(context.data, path);
  return valueAtPath(context[root], root === "component" && path.length === 1 ? ["id"] : path.slice(1));
}
