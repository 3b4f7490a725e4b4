// A word to those whose scripts folder has no scripts in it: usually they have only begun.

import type { Runtime } from "../runtime/runtime.ts";
import { scriptEndings } from "./open-runtime.ts";
import { hookloomCommand } from "./shell-text.ts";
import { relativePath } from "./relative-path.ts";

/** Says on standard error how to begin, when there are no scripts; whether there were none. */
export function hintWhenEmpty(runtime: Runtime, folder: string): boolean {
  if (runtime.scripts().length > 0) return false;
  console.error(emptyFolderHint(folder));
  return true;
}

/** What to do about a folder without scripts. */
export function emptyFolderHint(folder: string): string {
  const where = relativePath(folder);
  const flags = where === "scripts" ? [] : ["--scripts", where];
  return `There are no scripts in ${where} yet (they end in ${scriptEndings()}). Write the first with: ${hookloomCommand("new", "js", "guard", ...flags)}`;
}
