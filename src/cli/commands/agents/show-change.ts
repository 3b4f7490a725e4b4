// What an installation changes, as a diff. `install`, `uninstall` and `migrate` show it.

import { createTwoFilesPatch } from "diff";
import type { FileChange } from "../../../agents/install/installer.ts";
import { relativePath } from "../../relative-path.ts";
import { styled } from "../../style.ts";

type Change = Pick<FileChange, "path" | "before" | "after">;

/** A change as JSON; `null` stands for no file. */
export function viewChange({ path, before, after }: Change): object {
  return { path, before: before ?? null, after: after ?? null };
}

/** Prints the difference between what is there and what will be. */
export function showChange({ path, before, after }: Change): void {
  const shown = relativePath(path);
  const from = before === undefined ? "/dev/null" : shown;
  const to = after === undefined ? "/dev/null" : shown;
  const patch = createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 2 });
  for (const line of patch.split("\n").slice(1)) {
    if (line.startsWith("+")) console.log(styled("green", line));
    else if (line.startsWith("-")) console.log(styled("red", line));
    else if (line !== "") console.log(line);
  }
}
