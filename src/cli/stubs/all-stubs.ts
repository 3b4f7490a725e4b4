// The stubs of all languages, with the data of every hook point in them. `stubs` and `init` write them.

import { readFile } from "node:fs/promises";
import { describeLua } from "./lua-stubs.ts";
import { describePython } from "./python-stubs.ts";
import { describeTypescript } from "./typescript-stubs.ts";

/** Below the scripts folder; hidden, so that it is no script. */
export const STUBS_FOLDER = ".stubs";

/** By the path of the stub that each language keeps. */
const STUBS = {
  "javascript/stubs/hookloom.d.ts": describeTypescript,
  "lua/stubs/hookloom.lua": describeLua,
  "python/stubs/hookloom.pyi": describePython,
} as const;

/** What tells editors where the stubs are, by the name of a file in the scripts folder. */
export const EDITOR_SETTINGS = {
  javascript: ["jsconfig.json", `{"compilerOptions": {"checkJs": true}, "include": ["*", "${STUBS_FOLDER}/*"]}`],
  lua: [".luarc.json", `{"workspace.library": ["${STUBS_FOLDER}"]}`],
  python: ["pyrightconfig.json", `{"stubPath": "${STUBS_FOLDER}"}`],
} as const;

/** The stubs by the names of their files. */
export async function readStubs(): Promise<ReadonlyMap<string, string>> {
  const stubs = Object.entries(STUBS).map(async ([path, describe]): Promise<[string, string]> => {
    const stub = await readFile(new URL(`../../../bridges/${path}`, import.meta.url), "utf8");
    return [path.slice(path.lastIndexOf("/") + 1), describe(stub)];
  });
  return new Map(await Promise.all(stubs));
}
