// The command line's entry: bin/hookloom.mjs imports it.

import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever reads what we write may have enough, as `head` has.
    if (error.code === "EPIPE") process.exit();
    // A terminal that was closed takes nothing any more; what is under way still ends in order.
    if (error.code !== "EIO") throw error;
  });
}

try {
  await (await createProgram(process.argv.slice(2))).parseAsync();
} catch (thrown) {
  reportError(thrown);
  process.exitCode = 1;
  // Whatever could not be closed must not keep us alive.
  setTimeout(() => process.exit(), 1000).unref();
}
