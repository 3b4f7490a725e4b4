// `hookloom stubs`: writes what editors need to know of the module `hookloom`, with the data of every hook point.

import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { EDITOR_SETTINGS, readStubs, STUBS_FOLDER } from "../stubs/all-stubs.ts";

interface StubsFlags extends CommonFlags {
  readonly out?: string;
  readonly json?: boolean;
}

const MORE_HELP = `
Editors then complete hook points and the fields of their data, in all three languages:
  JavaScript  ${describeSettings("javascript")}
  Lua         ${describeSettings("lua")}
  Python      ${describeSettings("python")}

Examples:
  hookloom stubs
  hookloom stubs --out typings`;

/** The command. */
export function stubsCommand(): Command {
  return withCommonOptions(new Command("stubs"))
    .description("write types of the module hookloom for editors, with the data of every hook point")
    .option("--out <folder>", `folder to write to (default: ${STUBS_FOLDER} in the scripts folder)`)
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(writeStubs);
}

async function writeStubs(flags: StubsFlags): Promise<void> {
  const folder = flags.out === undefined ? join(readConfig(flags).scriptsDir, STUBS_FOLDER) : resolve(flags.out);
  const written: string[] = [];
  await mkdir(folder, { recursive: true });
  for (const [file, stub] of await readStubs()) {
    const path = join(folder, file);
    await writeFile(path, stub);
    written.push(relativePath(path));
  }
  if (flags.json === true) return void console.log(JSON.stringify({ written }));
  for (const path of written) console.log(`Wrote ${path}`);
  console.log('"hookloom help stubs" says how editors find them.');
}

function describeSettings(language: keyof typeof EDITOR_SETTINGS): string {
  const [file, text] = EDITOR_SETTINGS[language];
  return `${file} in the scripts folder: ${text}`;
}
