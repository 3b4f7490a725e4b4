// JSON that comes from outside, with errors that name the place. The daemon reads bodies with it, the command line its
// arguments.

import { HookloomError } from "../foundation/errors.ts";
import { findPrototypeKey, isNestedDeeper, type JsonValue } from "../foundation/json.ts";

/** Nesting allowed in what comes from outside. */
const MAX_DEPTH = 100;

/**
 * Reads JSON; `what` names it in errors.
 * @throws HookloomError REQUEST_INVALID with the line and column, or the path of what is not allowed
 */
export function parseJson(text: string, what: string): JsonValue {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (thrown) {
    throw syntaxError(text, what, (thrown as Error).message);
  }
  if (isNestedDeeper(value, MAX_DEPTH)) throw refusal(`${what} is nested more than ${MAX_DEPTH} levels deep.`);
  const path = findPrototypeKey(value);
  if (path !== undefined) throw refusal(`${what} has the key ${JSON.stringify(path)}, which is not allowed.`);
  return value;
}

function syntaxError(text: string, what: string, message: string): HookloomError {
  const position = faultPosition(text, message);
  const before = text.slice(0, position).split("\n");
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  // The engine's message without its own, incomplete place.
  const fault = message
    .replace(/ in JSON at position .*| after JSON at position .*|, .* is not valid JSON$/s, "")
    .replace(/^./, (first) => first.toLowerCase());
  return refusal(`${what} is not JSON: ${fault}, at line ${line}, column ${column}.`, { line, column });
}

/** Where the text stops being the beginning of JSON. */
function faultPosition(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!isUnexpectedToken(message)) return text.length;
  // The engine names the token but not its place: it is the last character of the shortest beginning that fails like this.
  let intact = 0;
  let faulty = text.length;
  while (faulty - intact > 1) {
    const middle = (intact + faulty) >> 1;
    if (isUnexpectedToken(parseFault(text.slice(0, middle)))) faulty = middle;
    else intact = middle;
  }
  return faulty - 1;
}

function parseFault(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

function isUnexpectedToken(message: string): boolean {
  return message.startsWith("Unexpected token");
}

function refusal(message: string, details: Readonly<Record<string, unknown>> = {}): HookloomError {
  return new HookloomError("REQUEST_INVALID", message, { details });
}
