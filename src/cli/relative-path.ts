// Paths as people read them.

import { relative, sep } from "node:path";

/** The path from the working directory, with forward slashes; unchanged when it leads out of it. */
export function relativePath(path: string): string {
  const short = relative(process.cwd(), path);
  if (short === "") return ".";
  const steps = short.split(sep);
  return steps[0] === ".." ? path : steps.join("/");
}
