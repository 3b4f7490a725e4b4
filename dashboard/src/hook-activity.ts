// What a hook does and whether it is asked, as several views show it.

import type { HookView } from "../../src/server/schemas.ts";

/** Who switched a hook off, and until when; `undefined` while it is on. */
export function switchedOff({ switched }: HookView): HookView["switched"] {
  return switched?.state === "on" ? undefined : switched;
}

/** Types of answers with their numbers; calls that failed count as `failed`. */
export function answersOf({ activity }: HookView): [type: string, count: number][] {
  const { results = {}, failures = 0 } = activity ?? {};
  return [...Object.entries(results), ...(failures > 0 ? [["failed", failures] as [string, number]] : [])];
}
