// A word to those whose scripts folder has no scripts in it: usually they have only begun.

import type { Runtime } from "../runtime/runtime.ts";
import { scriptEndings } from "./open-runtime.ts";
import { hookloomCommand } from "./shell-text.ts";
import { relativePath } from "./relative-path.ts";
import { repeatFlags, type CommonFlags } from "./settings.ts";

/** Says on standard error how to begin, when there are no scripts; whether there were none. */
export function hintWhenEmpty(runtime: Runtime, folder: string, flags: CommonFlags): boolean {
  if (runtime.scripts().length > 0) return false;
  console.error(emptyFolderHint(folder, flags));
  return true;
}

/** What to do about a folder without scripts; the flags are those that led to it. */
export function emptyFolderHint(folder: string, flags: CommonFlags): string {
  const write = hookloomCommand("new", "js", "guard", ...repeatFlags(flags));
  return `There are no scripts in ${relativePath(folder)} yet (they end in ${scriptEndings()}). Write the first with: ${write}`;
}
