// The command line's entry: bin/hookloom.mjs imports it.

import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

try {
  await createProgram().parseAsync();
} catch (thrown) {
  reportError(thrown);
  process.exitCode = 1;
}
