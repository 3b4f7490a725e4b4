// `hookloom agents uninstall`: takes our hooks out of an agent's settings.

import { existsSync } from "node:fs";
import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import { carryOutMigration, planReturn } from "../../../agents/commands/plan-migration.ts";
import { carryOut, planUninstall } from "../../../agents/install/installer.ts";
import { settingsPath, thisMachine } from "../../../agents/install/settings-path.ts";
import { countOf } from "../../columns.ts";
import { relativePath } from "../../relative-path.ts";
import { readConfig } from "../../settings.ts";
import { withScope, type ScopeFlags } from "./scope-option.ts";
import { showChange, viewChange } from "./show-change.ts";

/** The command. */
export function uninstallCommand(): Command {
  return withScope(new Command("uninstall"))
    .description("take the hooks out of an agent's settings; the file is as it was before")
    .argument("<agent>", "name of the agent")
    .action(uninstall);
}

function uninstall(name: string, flags: ScopeFlags): void {
  const { scope, dryRun = false, json = false } = flags;
  const agent = findAgent(name);
  const path = settingsPath(agent, scope, thisMachine());
  const { stateDir } = readConfig(flags);
  const returned = planReturn(stateDir, agent, path);
  if (returned !== undefined && !dryRun) carryOutMigration(stateDir, returned);
  const plan = planUninstall(stateDir, agent, scope, path);
  if (plan !== undefined && !dryRun) carryOut(stateDir, plan, false, Date.now());
  const changes = [...(returned === undefined ? [] : [returned]), ...(plan?.changes ?? [])];
  if (json) {
    const ids = returned?.moved.map(({ id }) => id) ?? [];
    const facts = { agent: agent.name, scope, path, dry_run: dryRun, changes: changes.map(viewChange), returned: ids };
    return console.log(JSON.stringify(facts));
  }
  for (const change of changes) showChange(change);
  if (returned !== undefined) {
    console.log(`\n${countOf(returned.moved.length, "command")} that had been moved will be run by ${agent.title} again.`);
  }
  if (plan === undefined) return console.log(`There are no hooks of ours in ${relativePath(path)}.`);
  if (dryRun) return;
  console.log(
    `\n${agent.title} asks no hooks of ours any more; ${relativePath(path)} was ${existsSync(path) ? "changed" : "deleted"}.`,
  );
}
