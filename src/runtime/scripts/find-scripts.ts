// Which files a scripts folder holds. The runtime loads them, and `hookloom trust` approves them.

import { realpathSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Names that never hold scripts. */
export const SKIPPED = /^(\..*|node_modules|__pycache__)$/;

/** Absolute paths of all files of a folder and those inside it, sorted. */
export async function findScripts(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visited = new Set<string>();
  const visit = async (inside: string): Promise<void> => {
    // Links can lead back up.
    const real = realpathSync(inside);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(inside, { withFileTypes: true })) {
      if (SKIPPED.test(entry.name)) continue;
      const path = join(inside, entry.name);
      const kind = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
      if (kind?.isDirectory() === true) await visit(path);
      else if (kind?.isFile() === true) found.push(path);
    }
  };
  await visit(folder);
  return found.sort();
}
