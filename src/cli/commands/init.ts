// `hookloom init`: a folder to begin with, which has a config, a script, and what editors need to know.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { HookloomError } from "../../foundation/errors.ts";
import { DEFAULT_CONFIG_FILE } from "../../runtime/config/read-config-file.ts";
import type { ScriptLanguage } from "../../sandbox/bridge.ts";
import { relativePath } from "../relative-path.ts";
import { findLanguage, shortNames, TRY_DATA } from "../script-language.ts";
import { hookloomCommand, shellQuote } from "../shell-text.ts";
import { EDITOR_SETTINGS, readStubs, STUBS_FOLDER } from "../stubs/all-stubs.ts";
import { usageError } from "../usage-error.ts";

interface InitFlags {
  readonly language: string;
  readonly json?: boolean;
}

const MORE_HELP = `
Writes ${DEFAULT_CONFIG_FILE}, a first script in the folder hooks, types of the module hookloom for editors, and what tells editors where these
are. When one of the files is there already, nothing is written.

Examples:
  hookloom init
  hookloom init agent --language py`;

const SCRIPTS = "hooks";
const CONFIG = `# Settings of Hookloom: docs/reference/configuration.md of the package has all of them.
scripts_dir = "${SCRIPTS}"

[limits]
# How long a script may take to answer, in milliseconds.
timeout_ms = 100

# What scripts may do beyond answering has to be granted:
# [grants."guard.*"]
# publish = ["guard.*"]
# http = ["api.example.com"]
`;

/** The command. */
export function initCommand(): Command {
  return new Command("init")
    .description("make a folder to begin with: config, first script, types for editors")
    .argument("[folder]", "the folder", ".")
    .option("--language <language>", `of the first script: ${shortNames().join(", ")}`, "js")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(init);
}

async function init(folder: string, { language, json }: InitFlags): Promise<void> {
  const root = resolve(folder);
  const files = await filesFor(findLanguage(language));
  const taken = [...files.keys()].filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) {
    const shown = taken.map((path) => relativePath(join(root, path))).join(", ");
    throw new HookloomError(
      "FILE_EXISTS",
      `${shown} ${taken.length === 1 ? "exists" : "exist"} already, so nothing was written.`,
    );
  }
  for (const [path, text] of files) await write(join(root, path), text);
  const written = [...files.keys()].map((path) => relativePath(join(root, path)));
  if (json === true) return void console.log(JSON.stringify({ written }));
  for (const path of written) console.log(`Wrote ${path}`);
  console.log(nextSteps(root));
}

/** By their paths below the folder. */
async function filesFor({ name, extensions, template }: ScriptLanguage): Promise<ReadonlyMap<string, string>> {
  const [settings, text] = EDITOR_SETTINGS[name as keyof typeof EDITOR_SETTINGS];
  const stubs = [...(await readStubs())].map(([file, stub]) => [`${SCRIPTS}/${STUBS_FOLDER}/${file}`, stub] as const);
  return new Map([
    [DEFAULT_CONFIG_FILE, CONFIG],
    [`${SCRIPTS}/guard${extensions[0]}`, template("guard")],
    [`${SCRIPTS}/${settings}`, `${text}\n`],
    ...stubs,
  ]);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === undefined) throw thrown;
    throw usageError(`${relativePath(path)} could not be written (${code}).`, "Name a folder you may write to.");
  }
}

function nextSteps(root: string): string {
  const enter = root === process.cwd() ? [] : [`cd ${shellQuote(relativePath(root))}`];
  const commands = [
    ...enter,
    `${hookloomCommand("run", "BeforeToolExecution", "--data", TRY_DATA)}    # the script cancels it`,
    `${hookloomCommand("serve")}    # answers over HTTP, and shows a dashboard`,
  ];
  return `\nNext:\n${commands.map((command) => `  ${command}`).join("\n")}`;
}
