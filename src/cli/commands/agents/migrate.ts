// `hookloom agents migrate`: has the daemon run the commands that stand as hooks in an agent's settings, so that they serve every
// agent and can become scripts one by one.

import { Command } from "commander";
import { findAgent } from "../../../agents/agent-list.ts";
import { timeoutOf } from "../../../agents/commands/command-rules.ts";
import { carryOutMigration, planMigration, planReturn, type Migration } from "../../../agents/commands/plan-migration.ts";
import { settingsPath, thisMachine } from "../../../agents/install/settings-path.ts";
import { alignColumns, countOf } from "../../columns.ts";
import { printable } from "../../printable.ts";
import { relativePath } from "../../relative-path.ts";
import { readConfig } from "../../settings.ts";
import { hookloomCommand } from "../../shell-text.ts";
import { usageError } from "../../usage-error.ts";
import { withScope, type ScopeFlags } from "./scope-option.ts";
import { showChange, viewChange } from "./show-change.ts";

interface MigrateFlags extends ScopeFlags {
  readonly only?: string;
  readonly undo?: boolean;
}

const MORE_HELP = `
A command that was moved is asked at the same events and tools, gets the same payload and has the same say, but is asked one after the other, and
must answer within 18 seconds. Other agents ask it as well. It runs as you, without a sandbox, as it did before. --undo, and
"hookloom agents uninstall", put every command back.

Examples:
  hookloom agents migrate claude-code --dry-run
  hookloom agents migrate claude-code --only check-style.sh
  hookloom agents migrate claude-code --undo`;

/** The command. */
export function migrateCommand(): Command {
  return withScope(new Command("migrate"))
    .description("have the daemon run the commands that are hooks in an agent's settings")
    .argument("<agent>", "name of the agent: claude-code")
    .option("--only <text>", "move only commands that contain this text")
    .option("--undo", "put the commands back")
    .addHelpText("after", MORE_HELP)
    .action(migrate);
}

function migrate(name: string, flags: MigrateFlags): void {
  const agent = findAgent(name);
  if (agent.name !== "claude-code") throw usageError(`Commands of ${agent.title} cannot be moved.`, "Only claude-code's can.");
  const { stateDir } = readConfig(flags);
  const machine = thisMachine();
  const path = settingsPath(agent, flags.scope, machine);
  const project = flags.scope === "project" ? machine.project : undefined;
  const plan =
    flags.undo === true ? planReturn(stateDir, agent, path) : planMigration(stateDir, agent, path, { only: flags.only, project });
  if (flags.json === true) {
    if (plan !== undefined && plan.moved.length > 0 && flags.dryRun !== true) carryOutMigration(stateDir, plan);
    return console.log(JSON.stringify(viewMigration(plan, agent.name, path, flags)));
  }
  const shown = relativePath(path);
  if (plan === undefined) {
    return console.log(flags.undo === true ? `No command of ${shown} was moved.` : `There is no ${shown}.`);
  }
  printLeft(plan);
  if (plan.moved.length === 0) return console.log(`${shown} has no command that could be moved.`);
  showChange(plan);
  if (flags.dryRun === true) return;
  carryOutMigration(stateDir, plan);
  if (flags.undo === true) {
    return console.log(`\n${agent.title} runs ${countOf(plan.moved.length, "command")} of ${shown} itself again.`);
  }
  const rows = plan.moved.map(({ id, matcher, handler }) => [
    id,
    matcher ?? "",
    printable(String(handler.command)),
    limitOf(handler),
  ]);
  console.log(`\nThe daemon runs these from now on:\n${alignColumns(rows)}`);
  console.log(`Back again with: ${hookloomCommand("agents", "migrate", agent.name, "--undo")}`);
}

/** `moved` are the commands that moved, or that went back for `--undo`. */
function viewMigration(plan: Migration | undefined, agent: string, path: string, flags: MigrateFlags): object {
  const { scope, dryRun = false, undo = false } = flags;
  const { moved = [], left = [] } = plan ?? {};
  return {
    agent,
    scope,
    path,
    dry_run: dryRun,
    undo,
    changes: plan === undefined || moved.length === 0 ? [] : [viewChange(plan)],
    moved: moved.map(({ id, event, matcher, handler }) => ({
      id,
      event,
      ...(matcher !== undefined && { matcher }),
      command: handler.command,
      timeout_ms: timeoutOf(handler),
    })),
    left,
  };
}

function limitOf(handler: Migration["moved"][number]["handler"]): string {
  return `at most ${timeoutOf(handler) / 1000} s`;
}

function printLeft({ left }: Migration): void {
  if (left.length === 0) return;
  console.log(`Stay where they are:\n${alignColumns(left.map(({ event, command, why }) => [event, printable(command), why]))}\n`);
}
