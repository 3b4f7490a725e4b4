// `hookloom new`: writes a script to start from.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { HookloomError } from "../../foundation/errors.ts";
import type { ScriptLanguage } from "../../sandbox/bridge.ts";
import { relativePath } from "../relative-path.ts";
import { findLanguage, shortNames, TRY_DATA } from "../script-language.ts";
import { readConfig, repeatFlags, withCommonOptions, type CommonFlags } from "../settings.ts";
import { hookloomCommand } from "../shell-text.ts";
import { usageError } from "../usage-error.ts";

interface NewFlags extends CommonFlags {
  readonly json?: boolean;
}

const MORE_HELP = `
Examples:
  hookloom new js guard
  hookloom new py audit --scripts team`;

/** The command. */
export function newCommand(): Command {
  return withCommonOptions(new Command("new"))
    .description("write a script to start from")
    .argument("<language>", shortNames().join(", "))
    .argument("<name>", "name of the script, such as guard")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(writeScript);
}

async function writeScript(languageName: string, name: string, flags: NewFlags): Promise<void> {
  const language = findLanguage(languageName);
  const plainName = checkName(name, language);
  const { scriptsDir } = readConfig(flags);
  const path = join(scriptsDir, plainName + language.extensions[0]);
  const shown = relativePath(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, language.template(plainName), { flag: "wx" });
  } catch (thrown) {
    throw writeError(thrown as NodeJS.ErrnoException, shown);
  }
  if (flags.json === true) return void console.log(JSON.stringify({ written: [shown] }));
  console.log(
    `Wrote ${shown}. Try it:\n  ${hookloomCommand("run", "BeforeToolExecution", "--data", TRY_DATA, ...repeatFlags(flags))}`,
  );
}

function writeError(error: NodeJS.ErrnoException, shown: string): Error {
  if (error.code === "EEXIST") return new HookloomError("FILE_EXISTS", `${shown} exists already.`, { cause: error });
  if (error.code === undefined) return error;
  return usageError(`${shown} could not be written (${error.code}).`, "Name a folder you may write to with --scripts.");
}

/** The name without an ending, which people type out of habit. */
function checkName(name: string, { extensions }: ScriptLanguage): string {
  const ending = extensions.find((each) => name.endsWith(each));
  const plain = ending === undefined ? name : name.slice(0, -ending.length);
  if (/^[A-Za-z0-9][\w-]*$/.test(plain)) return plain;
  throw usageError(
    `${JSON.stringify(name)} is no name for a script.`,
    "Names have letters, digits, - and _, such as guard-shell; the folder is chosen with --scripts.",
  );
}
