// Files in which a process keeps what outlives it: read and written whole, by their owner only. Whoever keeps something in the
// state folder uses them.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HookloomError } from "./errors.ts";

/**
 * What a file holds, as `parse` reads its JSON; `undefined` when there is no file. `holds` says what should be in it.
 * @throws HookloomError STATE_UNREADABLE
 */
export function readStateFile<Value>(path: string, holds: string, parse: (stored: unknown) => Value): Value | undefined {
  const unreadable = (what: string, cause: unknown): HookloomError =>
    new HookloomError("STATE_UNREADABLE", `${path} ${what}.`, { details: { path }, cause });
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable("could not be read", thrown);
  }
  try {
    return parse(JSON.parse(text));
  } catch (thrown) {
    throw unreadable(`does not hold ${holds}`, thrown);
  }
}

/** Writes a value as JSON, so that a reader sees the old one or the new one. Makes the folder if it is not there. */
export function writeStateFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}
