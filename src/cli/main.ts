// The command line's entry: bin/hookloom.mjs imports it.

import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

try {
  await createProgram().parseAsync();
} catch (thrown) {
  reportError(thrown);
  process.exitCode = 1;
  // Whatever could not be closed must not keep us alive.
  setTimeout(() => process.exit(), 1000).unref();
}
