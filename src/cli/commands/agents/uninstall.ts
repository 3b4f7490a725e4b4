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
  const agent = findAgent(name);
  const path = settingsPath(agent, flags.scope, thisMachine());
  const { stateDir } = readConfig(flags);
  const returned = planReturn(stateDir, agent, path);
  if (returned !== undefined) {
    if (flags.json !== true) showChange(returned);
    if (flags.dryRun !== true) carryOutMigration(stateDir, returned);
    if (flags.json !== true) {
      console.log(`\n${countOf(returned.moved.length, "command")} that had been moved will be run by ${agent.title} again.`);
    }
  }
  const plan = planUninstall(stateDir, agent, flags.scope, path);
  if (plan !== undefined) {
    if (flags.json !== true) for (const change of plan.changes) showChange(change);
    if (flags.dryRun !== true) carryOut(stateDir, plan, false, Date.now());
  }
  if (flags.json === true) {
    const changes = [...(returned === undefined ? [] : [returned]), ...(plan?.changes ?? [])].map(viewChange);
    const given = returned?.moved.map(({ id }) => id) ?? [];
    const { scope, dryRun = false } = flags;
    return console.log(JSON.stringify({ agent: agent.name, scope, path, dry_run: dryRun, changes, returned: given }));
  }
  if (plan === undefined) return console.log(`There are no hooks of ours in ${relativePath(path)}.`);
  if (flags.dryRun === true) return;
  console.log(
    `\n${agent.title} asks no hooks of ours any more; ${relativePath(path)} was ${existsSync(path) ? "changed" : "deleted"}.`,
  );
}
