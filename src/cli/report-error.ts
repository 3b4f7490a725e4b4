// Errors as the command line tells them: what happened and where, then what to do about it. `main.ts` hands it whatever a
// command threw.

import { ERROR_CODES, type ErrorCode } from "../foundation/error-codes.ts";
import { formatError, HookloomError } from "../foundation/errors.ts";
import { printable } from "./printable.ts";
import { hookloomCommand } from "./shell-text.ts";
import { styled } from "./style.ts";

/** What to do, where the command line has something better to offer than the table. */
const REMEDIES: Partial<Record<ErrorCode, string>> = {
  SCRIPTS_FOLDER_MISSING: `Name another with --scripts, or write a first script, which creates it: ${hookloomCommand("new", "js", "guard")}`,
};

/** Writes an error to standard error; what should not have happened comes with its stack. */
export function reportError(thrown: unknown): void {
  process.stderr.write(`${styled("red", "error:", process.stderr)} ${describeError(thrown)}\n`);
}

function describeError(thrown: unknown): string {
  if (!(thrown instanceof HookloomError)) return `${stackOf(thrown)}\nThis is a mistake in Hookloom. ${ERROR_CODES.INTERNAL.remedy}`;
  const { hint } = thrown.details;
  const remedy = typeof hint === "string" ? hint : (REMEDIES[thrown.code] ?? ERROR_CODES[thrown.code].remedy);
  const stack = thrown.audience === "bug" ? `\n${stackOf(thrown)}` : "";
  return `${printable(formatError(thrown))}${stack}\n  ${remedy}`;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
