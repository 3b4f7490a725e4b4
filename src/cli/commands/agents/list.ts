// `hookloom agents list`: the agents there are, which of them this machine has, and where our hooks are.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Command } from "commander";
import { AGENTS } from "../../../agents/agent-list.ts";
import type { AgentContract } from "../../../agents/contract.ts";
import { readInstalls } from "../../../agents/install/install-records.ts";
import { alignColumns } from "../../columns.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { styled } from "../../style.ts";

interface ListFlags extends CommonFlags {
  readonly json?: boolean;
}

/** The command. */
export function agentListCommand(): Command {
  return withCommonOptions(new Command("list"))
    .description("list the agents there are, and where the hooks are installed")
    .option("--json", "print one JSON object")
    .action(list);
}

function list(flags: ListFlags): void {
  const installs = readInstalls(readConfig(flags).stateDir);
  const agents = AGENTS.map((agent) => ({
    name: agent.name,
    title: agent.title,
    on_this_machine: isOnPath(agent),
    installed: installs.filter((record) => record.agent === agent.name).map(({ scope, path }) => ({ scope, path })),
  }));
  if (flags.json === true) return console.log(JSON.stringify({ agents }));
  const rows = agents.map(({ name, title, on_this_machine, installed }) => [
    styled("bold", name),
    title,
    on_this_machine ? "on this machine" : "",
    installed.map(({ scope }) => `installed (${scope})`).join(", "),
  ]);
  console.log(alignColumns(rows));
}

function isOnPath({ program }: AgentContract): boolean {
  if (program === undefined) return false;
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, process.platform === "win32" ? `${program}.cmd` : program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
