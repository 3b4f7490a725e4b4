// Writes the reference pages that are made from the code. `npm run docs` calls it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REFERENCE_PAGES } from "./reference-pages.ts";

for (const [page, describe] of Object.entries(REFERENCE_PAGES)) {
  writeFileSync(join(import.meta.dirname, "..", page), await describe());
  console.log(page);
}
