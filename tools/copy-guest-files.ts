// Copies what the compiler leaves out into dist: code that runs inside isolates, and typings for editors. `npm run build`
// calls it after the compiler.

import { cpSync, globSync } from "node:fs";
import { join } from "node:path";

const PATTERNS = ["bridges/*/guest/**/*", "bridges/*/stubs/**/*", "src/**/guest/**/*"];

for (const entry of globSync(PATTERNS, { withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  cpSync(path, join("dist", path));
}
