// Finds the tests of scripts in a folder, and which scripts each is about. `hookloom test` calls it.

import { statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import { findScripts } from "../../runtime/scripts/find-scripts.ts";
import { TEST_FILE } from "../../runtime/scripts/script-folder.ts";

/** A file with tests, and what is loaded for it. */
export interface TestFile {
  readonly folder: string;
  /** Path below the folder, with forward slashes. */
  readonly id: string;
  /** The scripts that have its name, each of which is tested by itself; none when all of the folder are tested together. */
  readonly scripts: readonly string[];
}

/**
 * The tests in a file or folder. `scriptsDir` is what ids of scripts are relative to when the file is inside; `endings` are those
 * of scripts.
 * @throws HookloomError REQUEST_INVALID when there is no such file or folder
 */
export async function findTests(path: string, scriptsDir: string, endings: readonly string[]): Promise<TestFile[]> {
  const given = resolve(path);
  const stats = statSync(given, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new HookloomError("REQUEST_INVALID", `There is no file or folder ${path}.`, { details: { path } });
  const isInside = given.startsWith(resolve(scriptsDir) + sep);
  const folder = isInside ? resolve(scriptsDir) : stats.isFile() ? dirname(given) : given;
  const files = stats.isFile() ? [given] : await findScripts(given);
  const tests = files.filter((file) => TEST_FILE.test(file) && [...endings, ".json"].includes(extname(file)));
  return tests.map((file) => ({
    folder,
    id: idOf(folder, file),
    scripts: scriptsBeside(file, endings).map((script) => idOf(folder, script)),
  }));
}

function scriptsBeside(test: string, endings: readonly string[]): string[] {
  const name = basename(test).replace(TEST_FILE, "");
  const scripts = endings.map((ending) => join(dirname(test), name + ending));
  return scripts.filter((script) => statSync(script, { throwIfNoEntry: false })?.isFile() === true);
}

function idOf(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}
