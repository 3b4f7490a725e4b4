// Where the bridge's files are, for both of its halves: beside this module, as sources and as built files, and in the
// pyodide package. Reading them loads nothing.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ENGINE_EDITS } from "./engine-source.ts";

const require = createRequire(import.meta.url);
const GUEST_FOLDER = new URL("./guest/", import.meta.url);

export function readGuestFile(name: string): string {
  return readFileSync(new URL(name, GUEST_FOLDER), "utf8");
}

/** The JavaScript every isolate of every language starts with. */
export function readGuestBase(): string {
  return readFileSync(new URL("../../src/sandbox/guest/base.js", import.meta.url), "utf8");
}

/** The Python prelude: names and sources. */
export function readPrelude(): [name: string, source: string][] {
  return listGuestFiles()
    .filter((name) => name.endsWith(".py"))
    .map((name) => [name, readGuestFile(name)]);
}

/** A file of the pyodide package. */
export function pyodidePath(name: string): string {
  return require.resolve(`pyodide/${name}`);
}

export function readPyodideVersion(): string {
  return (JSON.parse(readFileSync(pyodidePath("package.json"), "utf8")) as { version: string }).version;
}

/** Names everything a memory snapshot depends on: one made with anything else does not fit. */
export function snapshotKey(): string {
  const hash = createHash("sha256").update(`${ENGINE_EDITS} ${readPyodideVersion()}`);
  for (const name of listGuestFiles()) hash.update(`\n${name}\n`).update(readGuestFile(name));
  return hash.digest("hex").slice(0, 16);
}

function listGuestFiles(): string[] {
  return readdirSync(GUEST_FOLDER)
    .filter((name) => /\.(js|py)$/.test(name))
    .toSorted();
}
