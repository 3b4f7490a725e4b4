// `hookloom list`: the hooks in the order they are asked, the scripts they come from, and the points there are.

import { Command } from "commander";
import { formatPlace } from "../../foundation/errors.ts";
import { HOOK_POINTS } from "../../model/points/catalogue.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { ScriptInfo } from "../../runtime/scripts/scripts.ts";
import { viewHooks, viewScript } from "../../server/views.ts";
import { alignColumns, countOf } from "../columns.ts";
import { describeConditions, describeOrigin, describeSwitch } from "../describe-hook.ts";
import { describePermissions } from "../describe-permissions.ts";
import { hintWhenEmpty } from "../empty-folder.ts";
import { openRuntime } from "../open-runtime.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";
import { createCommandLogger } from "../text-logger.ts";

interface ListFlags extends CommonFlags {
  readonly points?: boolean;
  readonly json?: boolean;
}

const MORE_HELP = `
Examples:
  hookloom list
  hookloom list --scripts team --json
  hookloom list --points`;

/** The command. */
export function listCommand(): Command {
  return withCommonOptions(new Command("list"))
    .description("list hooks in the order they are asked, and scripts")
    .option("--points", "list every hook point instead, with its mode and other names")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(list);
}

async function list(flags: ListFlags): Promise<void> {
  if (flags.points === true) return listPoints(flags);
  const config = readConfig(flags);
  // Broken scripts are in the list, with what is wrong with them.
  const logger = { ...createCommandLogger(flags.logLevel), error: () => {} };
  const runtime = await openRuntime(config, { watch: false, logger });
  try {
    if (flags.json === true) {
      console.log(JSON.stringify({ hooks: viewHooks(runtime), scripts: runtime.scripts().map((script) => viewScript(script)) }));
    } else if (!hintWhenEmpty(runtime, config.scriptsDir, flags)) {
      printHooks(runtime);
      printScripts(runtime.scripts());
    }
  } finally {
    await runtime.close();
  }
}

function printHooks(runtime: Runtime): void {
  for (const [point, hooks] of Map.groupBy(runtime.hooks(), (hook) => hook.point)) {
    let number = 0;
    const rows = hooks.map((hook) => {
      const composedIn = runtime.compositions.of(hook);
      return [
        composedIn.length > 0 ? "" : `${(number += 1)}.`,
        printable(hook.id),
        styled("dim", describeOrigin(hook)),
        styled("dim", describeConditions(hook)),
        describeSwitch(runtime.switches.of(hook.id)),
        printable(composedIn.length > 0 ? `asked in ${composedIn.join(", ")}` : (hook.description ?? "")),
      ];
    });
    console.log(`${styled("bold", printable(point))}\n${alignColumns(rows)}\n`);
  }
}

function printScripts(scripts: readonly ScriptInfo[]): void {
  console.log(`${styled("bold", "Scripts")}\n${alignColumns(scripts.map(describeScript))}`);
  const asked = scripts.flatMap(({ id, permissions }) =>
    describePermissions(id, permissions).map((row) => [printable(id), ...row]),
  );
  if (asked.length > 0) console.log(`\n${styled("bold", "Permissions")}\n${alignColumns(asked)}`);
}

function describeScript({ id, language, status }: ScriptInfo): string[] {
  const head = [printable(id), language];
  if (status.kind === "serving") return [...head, countOf(status.hooks, "hook")];
  if (status.kind !== "broken") return [...head, status.kind];
  const { place, message, code } = status.error;
  return [...head, styled("red", printable(`broken: ${formatPlace(place) || id}: ${message} [${code}]`))];
}

function listPoints(flags: ListFlags): void {
  if (flags.json === true) {
    const points = HOOK_POINTS.map(({ name, group, mode, summary, aliases }) => {
      return { name, group, mode, summary, aliases: aliases.map((alias) => ({ name: alias.name, system: alias.system })) };
    });
    console.log(JSON.stringify({ points }));
    return;
  }
  for (const [group, points] of Map.groupBy(HOOK_POINTS, (point) => point.group)) {
    const rows = points.map(({ name, mode, aliases }) => {
      const names = new Set(aliases.map((alias) => alias.name).filter((alias) => alias !== name));
      return [name, mode, styled("dim", names.size === 0 ? "" : `also ${[...names].join(", ")}`)];
    });
    console.log(`${styled("bold", group)}\n${alignColumns(rows)}\n`);
  }
}
