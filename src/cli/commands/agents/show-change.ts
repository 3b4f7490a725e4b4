// What an installation changes, as a diff. `install`, `uninstall` and `migrate` show it.

import { createTwoFilesPatch } from "diff";
import type { FileChange } from "../../../agents/install/installer.ts";
import { relativePath } from "../../relative-path.ts";
import { styled } from "../../style.ts";

/** Prints the difference between what is there and what will be. */
export function showChange({ path, before, after }: Pick<FileChange, "path" | "before" | "after">): void {
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
