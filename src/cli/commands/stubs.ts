// `hookloom stubs`: writes what editors need to know of the module `hookloom`, with the data of every hook point.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { describeLua } from "../stubs/lua-stubs.ts";
import { describePython } from "../stubs/python-stubs.ts";
import { describeTypescript } from "../stubs/typescript-stubs.ts";

interface StubsFlags extends CommonFlags {
  readonly out?: string;
}

/** By the path of the stub that each language keeps. */
const STUBS = {
  "javascript/stubs/hookloom.d.ts": describeTypescript,
  "lua/stubs/hookloom.lua": describeLua,
  "python/stubs/hookloom.pyi": describePython,
} as const;

/** Hidden, so that it is no script. */
const FOLDER = ".stubs";

const MORE_HELP = `
Editors then complete hook points and the fields of their data, in all three languages:
  JavaScript  jsconfig.json in the scripts folder: {"compilerOptions": {"checkJs": true}, "include": ["*", "${FOLDER}/*"]}
  Lua         .luarc.json in the scripts folder: {"workspace.library": ["${FOLDER}"]}
  Python      pyrightconfig.json in the scripts folder: {"stubPath": "${FOLDER}"}

Examples:
  hookloom stubs
  hookloom stubs --out typings`;

/** The command. */
export function stubsCommand(): Command {
  return withCommonOptions(new Command("stubs"))
    .description("write types of the module hookloom for editors, with the data of every hook point")
    .option("--out <folder>", `folder to write to (default: ${FOLDER} in the scripts folder)`)
    .addHelpText("after", MORE_HELP)
    .action(writeStubs);
}

async function writeStubs(flags: StubsFlags): Promise<void> {
  const folder = flags.out === undefined ? join(readConfig(flags).scriptsDir, FOLDER) : resolve(flags.out);
  await mkdir(folder, { recursive: true });
  for (const [path, describe] of Object.entries(STUBS)) {
    const stub = await readFile(new URL(`../../../bridges/${path}`, import.meta.url), "utf8");
    const written = join(folder, path.slice(path.lastIndexOf("/") + 1));
    await writeFile(written, describe(stub));
    console.log(`Wrote ${relativePath(written)}`);
  }
  console.log('"hookloom help stubs" says how editors find them.');
}
