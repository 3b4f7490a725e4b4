// Reads the text of a script, or of a module that scripts share. `script-file.ts` and `shared-modules.ts` ask.

import { readFile } from "node:fs/promises";
import { HookloomError } from "../../foundation/errors.ts";

/** Largest file, in bytes. */
const MAX_SCRIPT_BYTES = 1024 * 1024;

/** The text of a file, named `id` in errors. @throws HookloomError SCRIPT_UNREADABLE */
export async function readScript(id: string, path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw unreadable(id, `${code === "EACCES" ? "may not be read" : "could not be read"} (${code ?? String(thrown)})`);
  }
  if (bytes.length > MAX_SCRIPT_BYTES) {
    throw unreadable(id, `has ${bytes.length} bytes; at most ${MAX_SCRIPT_BYTES} are accepted`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(id, "is not UTF-8 text");
  }
}

/** A file that cannot be run as a script. */
export function unreadable(id: string, what: string): HookloomError {
  return new HookloomError("SCRIPT_UNREADABLE", `${id} ${what}.`, { place: { file: id }, details: { script: id } });
}
