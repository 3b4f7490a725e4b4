// Arguments that are JSON objects: given in place, in a file, or on standard input. `run` reads its arguments with it.

import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";
import { parseJson } from "../server/parse-json.ts";
import { usageError } from "./usage-error.ts";

/**
 * The object behind `{...}`, `@file` or `-`; `option` names the argument in errors.
 * @throws HookloomError REQUEST_INVALID
 */
export async function readJsonArgument(option: string, argument: string): Promise<JsonObject> {
  const file = argument.startsWith("@") ? argument.slice(1) : undefined;
  const what = file ?? (argument === "-" ? "standard input" : option);
  const source = file !== undefined ? await readText(file) : argument === "-" ? await text(process.stdin) : argument;
  const value = parseJson(source, what);
  if (!isJsonObject(value)) throw new HookloomError("REQUEST_INVALID", `${what} must be a JSON object.`);
  return value;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw usageError(`${file} could not be read (${code}).`, "Name a file with the JSON after the @, or give the JSON itself.");
  }
}
