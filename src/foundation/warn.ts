// The last resort for faults in the host's own callbacks: they must neither break what goes on nor vanish.

import { describeThrown } from "./errors.ts";

/** Tells the process that a callback threw, as Node tells of every warning. */
export function warnOfFault(callback: string, thrown: unknown): void {
  const detail = thrown instanceof Error && typeof thrown.stack === "string" ? { detail: thrown.stack } : {};
  process.emitWarning(`${callback} threw: ${describeThrown(thrown)}`, { type: "HookloomWarning", ...detail });
}
