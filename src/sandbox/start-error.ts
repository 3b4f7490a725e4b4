// Why a runner process did not start, as far as it said so itself. `runner-process.ts` asks when one ends too early.

import { HookloomError } from "../foundation/errors.ts";

/** The error of a process that ended like that, with the essence of what it had written until then. */
export function startError(how: string, output: string): HookloomError {
  const said = output.trim();
  const lines = said.split("\n").map((line) => line.trim());
  // What the permission model refused is in a line of its own.
  const essential = lines.filter((line) => /^\w*Error\b|^resource: /.test(line));
  const essence = essential.length === 0 ? said.slice(0, 500) : essential.join(" ").replace(/\.$/, "");
  const message = `A runner process did not start (${how})${essence === "" ? "" : `: ${essence}`}.`;
  return new HookloomError("SANDBOX_START_FAILED", message, { details: { output: said } });
}
