// Programs of hosts that a page shows, run as they stand there. Tests of guides run them.

import { stripTypeScriptTypes } from "node:module";
import * as hookloom from "../../src/index.ts";
import * as testing from "../../src/testing/index.ts";

const PACKAGE = { hookloom, "hookloom/testing": testing };
// A program may wait at its top.
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...values: unknown[]) => Promise<void>;

/** Runs a program, and answers what it printed. What it imports is the package as it is here; `given` is what else it names. */
export async function runProgram(program: string, given: Readonly<Record<string, unknown>> = {}): Promise<unknown[][]> {
  const printed: unknown[][] = [];
  const values = { ...given, PACKAGE, console: { log: (...said: unknown[]) => void printed.push(said) } };
  const body = stripTypeScriptTypes(program).replaceAll(/^import (\{[^}]*\}) from (".*");$/gm, "const $1 = PACKAGE[$2];");
  await new AsyncFunction(...Object.keys(values), body)(...Object.values(values));
  return printed;
}
