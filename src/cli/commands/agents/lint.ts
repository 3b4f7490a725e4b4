// `hookloom agents lint`: mistakes in an agent's own hook file that make the agent ignore hooks in silence.

import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import { lintAt } from "../../../agents/install/lint.ts";
import { settingsPath, thisMachine } from "../../../agents/install/settings-path.ts";
import { printable } from "../../printable.ts";
import { relativePath } from "../../relative-path.ts";
import { usageError } from "../../usage-error.ts";

/** The command. */
export function lintCommand(): Command {
  return new Command("lint")
    .description("find mistakes in an agent's own hook settings; exit code 1 when there are some")
    .argument("<agent>", "name of the agent")
    .argument("[file]", "the settings file, or the folder of hooks (default: the user's)")
    .option("--json", "print one JSON object")
    .action(lint);
}

function lint(name: string, file: string | undefined, { json }: { readonly json?: boolean }): void {
  const agent = findAgent(name);
  const path = file ?? settingsPath(agent, "user", thisMachine());
  const faults = lintAt(agent, path);
  if (faults === undefined)
    throw usageError(`There is no ${relativePath(path)}.`, "Name the settings file, or the folder of hooks, after the agent.");
  if (faults.length > 0) process.exitCode = 1;
  if (json === true) return void console.log(JSON.stringify({ agent: agent.name, path, faults }));
  for (const fault of faults) console.log(printable(`${relativePath(path)}: ${fault}`));
  if (faults.length === 0) console.log(`${relativePath(path)}: no mistakes found`);
}
