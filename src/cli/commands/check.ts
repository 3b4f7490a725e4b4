// `hookloom check`: loads scripts in their sandboxes and says what they register, or what is wrong with them and where.

import { Command } from "commander";
import { formatPlace, type ErrorPlace, type HookloomError } from "../../foundation/errors.ts";
import { readInstalls } from "../../agents/install/install-records.ts";
import { readMoves, type Move, type MovedCommand } from "../../agents/commands/moved-commands.ts";
import { claudeCode } from "../../agents/contracts/claude-code.ts";
import { remarkOnAgents, type AgentRemark } from "../../agents/tell-downgrades.ts";
import { viewError, viewHook, viewPermissions } from "../../server/views.ts";
import { checkScripts, type CheckedScript } from "../check-scripts.ts";
import { alignColumns, countOf } from "../columns.ts";
import { describeConditions, describeOrigin } from "../describe-hook.ts";
import { describePermissions } from "../describe-permissions.ts";
import { emptyFolderHint } from "../empty-folder.ts";
import { printable } from "../printable.ts";
import { relativePath } from "../relative-path.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { createCommandLogger } from "../text-logger.ts";

interface CheckFlags extends CommonFlags {
  readonly json?: boolean;
  readonly agent?: readonly string[];
}

const MORE_HELP = `
Exit codes: 0 all scripts load, 1 at least one does not, or an error.

Examples:
  hookloom check
  hookloom check hooks/guard.js
  hookloom check team --json`;

/** The command. */
export function checkCommand(): Command {
  return withCommonOptions(new Command("check"))
    .description("load scripts in their sandboxes and say what is wrong with them")
    .argument("[paths...]", "files or folders (default: the scripts folder)")
    .option("--agent <names...>", "also say what these coding agents cannot do (default: those that are installed)")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(check);
}

async function check(paths: string[], flags: CheckFlags): Promise<void> {
  const config = readConfig(flags);
  const folder = config.scriptsDir;
  // Errors are what this command prints.
  const logger = { ...createCommandLogger(flags.logLevel), error: () => {} };
  const scripts = await checkScripts(paths.length === 0 ? [folder] : paths, config, logger);
  const errors = scripts.filter(({ error }) => error !== undefined).length;
  if (errors > 0) process.exitCode = 1;
  const agents = flags.agent ?? [...new Set(readInstalls(config.stateDir).map(({ agent }) => agent))];
  const points = new Set(scripts.flatMap((script) => script.hooks.map(({ point }) => point)));
  const remarks = remarkOnAgents(agents, points);
  if (flags.json === true) {
    const told = remarks.length === 0 ? {} : { agents: remarks };
    const moved = readMoves(config.stateDir).flatMap(({ commands }) => commands);
    const run = moved.length === 0 ? {} : { commands: moved.map(viewCommand) };
    return void console.log(JSON.stringify({ scripts: scripts.map(viewChecked), errors, ...told, ...run }));
  }
  if (scripts.length === 0)
    return console.error(emptyFolderHint(paths[0] ?? folder, paths[0] === undefined ? flags : { scripts: paths[0] }));
  for (const script of scripts) printScript(script);
  printRemarks(remarks);
  printCommands(readMoves(config.stateDir));
  const hooks = scripts.reduce((sum, script) => sum + script.hooks.length, 0);
  console.log(`${countOf(scripts.length, "script")}, ${countOf(hooks, "hook")}, ${countOf(errors, "error")}`);
}

function printRemarks(remarks: readonly AgentRemark[]): void {
  for (const [agent, ofAgent] of Map.groupBy(remarks, (remark) => remark.agent)) {
    const rows = ofAgent.map(({ point, asked, downgrades }) => [
      point,
      asked ? downgrades.join("; ") : styled("yellow", "never asked by this agent"),
    ]);
    console.log(`${styled("bold", agent)} does this instead of what hooks may answer\n${alignColumns(rows)}\n`);
  }
}

/** Commands of agents' settings that the daemon runs, which are not scripts yet. */
function printCommands(moves: readonly Move[]): void {
  for (const { settings, commands } of moves) {
    const rows = commands
      .map(viewCommand)
      .map(({ id, point, matcher, command }) => [point, id, matcher ?? "", printable(command)]);
    console.log(
      `${styled("bold", "commands")} moved out of ${relativePath(settings)}, run without a sandbox\n${alignColumns(rows)}\n`,
    );
  }
}

function viewCommand({
  id,
  event,
  matcher,
  handler,
}: MovedCommand): Record<"id" | "point" | "command", string> & { matcher?: string } {
  const { point } = claudeCode.events[event]!;
  return { id, point, command: String(handler.command), ...(matcher === undefined ? {} : { matcher }) };
}

function printScript({ path, folder, hooks, permissions, error }: CheckedScript): void {
  if (error !== undefined) {
    console.log(`${styled("red", printable(describeError(error, folder, path)))}\n`);
    return;
  }
  const rows = hooks.map((hook) => [
    hook.point,
    printable(hook.id),
    styled("dim", describeOrigin(hook, folder)),
    styled("dim", describeConditions(hook)),
  ]);
  const asked = describePermissions(path.slice(folder.length), permissions);
  console.log(
    [
      styled("bold", printable(path)),
      rows.length === 0 ? "  registers no hook" : alignColumns(rows),
      ...(asked.length === 0 ? [] : [alignColumns(asked)]),
      "",
    ].join("\n"),
  );
}

function describeError(error: HookloomError, folder: string, path: string): string {
  const place = formatPlace(atPath(error.place, folder)) || path;
  return `${place}: ${error.message} [${error.code}]`;
}

function viewChecked({ path, folder, language, hooks, permissions, error }: CheckedScript): object {
  if (error === undefined) {
    const views = hooks.map((hook) => ({ ...viewHook(hook), place: atPath(hook.registeredAt, folder) }));
    return { path, language, hooks: views, ...viewPermissions(permissions) };
  }
  return { path, language, hooks: [], error: { ...viewError(error), place: atPath(error.place, folder) ?? { file: path } } };
}

/** A place in a script as a path from the working directory. */
function atPath(place: ErrorPlace | undefined, folder: string): ErrorPlace | undefined {
  return place?.file === undefined ? undefined : { ...place, file: folder + place.file };
}
