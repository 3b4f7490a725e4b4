// Errors as the command line tells them: what happened and where, then what to do about it. `main.ts` hands it whatever a
// command threw.

import { ERROR_CODES } from "../foundation/error-codes.ts";
import { formatError, HookloomError } from "../foundation/errors.ts";
import { printable } from "./printable.ts";
import { relativePath } from "./relative-path.ts";
import { hookloomCommand } from "./shell-text.ts";
import { styled } from "./style.ts";

/** Writes an error to standard error; what should not have happened comes with its stack. */
export function reportError(thrown: unknown): void {
  process.stderr.write(`${styled("red", "error:", process.stderr)} ${describeError(thrown)}\n`);
}

function describeError(thrown: unknown): string {
  if (!(thrown instanceof HookloomError))
    return `${stackOf(thrown)}\nThis is a mistake in Hookloom. ${ERROR_CODES.INTERNAL.remedy}`;
  const stack = thrown.audience === "bug" ? `\n${stackOf(thrown)}` : "";
  return `${describeMistakes(thrown)}${stack}\n  ${describeRemedy(thrown)}`;
}

/** What to do about it: the command line often knows better than the table, which is for everybody. */
function describeRemedy({ code, details }: HookloomError): string {
  if (typeof details.hint === "string") return details.hint;
  if (code === "REQUEST_INVALID") return `"hookloom help <command>" shows what is expected, with examples.`;
  if (code !== "SCRIPTS_FOLDER_MISSING") return ERROR_CODES[code].remedy;
  const write = hookloomCommand("new", "js", "guard", "--scripts", relativePath(String(details.folder)));
  return `Name another with --scripts, or write a first script, which creates it: ${write}`;
}

/** One line, or, when a config has several mistakes, one for each with its own place. */
function describeMistakes(error: HookloomError): string {
  if (error.details.problems === undefined) return printable(formatError(error));
  return `${error.message.split("\n").map(printable).join("\n       ")} [${error.code}]`;
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
