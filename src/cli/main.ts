// The command line's entry: bin/hookloom.mjs imports it.

import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

// Whoever reads what we write may have enough, as `head` has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

try {
  await (await createProgram(process.argv.slice(2))).parseAsync();
} catch (thrown) {
  reportError(thrown);
  process.exitCode = 1;
  // Whatever could not be closed must not keep us alive.
  setTimeout(() => process.exit(), 1000).unref();
}
