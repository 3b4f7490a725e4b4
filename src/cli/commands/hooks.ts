// `hookloom hooks`: switches hooks off and on. A daemon that runs does it at once; else it is kept for the next start.

import { Command } from "commander";
import type { Config } from "../../runtime/config/config.ts";
import { DaemonClient } from "../../server/daemon-client.ts";
import { openRuntime } from "../open-runtime.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { createCommandLogger } from "../text-logger.ts";
import { parseDuration } from "../time-argument.ts";
import type { HookSwitches } from "../../runtime/hook-switches.ts";

interface HooksFlags extends CommonFlags {
  readonly json?: boolean;
}

const MORE_HELP = `
The daemon that works with the same state folder does it at once. When none runs, the switch is kept in the state folder for the
next start. "hookloom list" shows which hooks are off, by whom and for how long.

Examples:
  hookloom hooks disable guard
  hookloom hooks snooze 'guards/spend.lua#1' --for 30m
  hookloom hooks enable guard`;

/** Who switches, as lists show it. */
const BY = "command line";

/** The command. */
export function hooksCommand(): Command {
  const command = new Command("hooks").description("switch hooks off and on").addHelpText("after", MORE_HELP);
  withJson(command.command("disable"))
    .description("do not ask a hook until it is enabled again")
    .argument("<id>", "id of the hook")
    .action((id: string, flags: HooksFlags) =>
      change(id, flags, "disable", {}, "is off", (switches) => switches.disable(id, BY)),
    );
  withJson(command.command("enable"))
    .description("ask a hook again, also against the profile")
    .argument("<id>", "id of the hook")
    .action((id: string, flags: HooksFlags) => change(id, flags, "enable", {}, "is on", (switches) => switches.enable(id, BY)));
  withJson(command.command("snooze"))
    .description("do not ask a hook for a while")
    .argument("<id>", "id of the hook")
    .requiredOption("--for <duration>", "such as 90s, 30m, 8h or 2d", parseDuration)
    .action((id: string, flags: HooksFlags & { for: number }) => {
      const until = `is off until ${new Date(Date.now() + flags.for).toLocaleString()}`;
      return change(id, flags, "snooze", { duration_ms: flags.for }, until, (switches) => switches.snooze(id, flags.for, BY));
    });
  return command;
}

function withJson(command: Command): Command {
  return withCommonOptions(command).option("--json", "print one JSON object");
}

async function change(
  id: string,
  flags: HooksFlags,
  verb: string,
  body: object,
  done: string,
  offline: (switches: HookSwitches) => void,
): Promise<void> {
  const config = readConfig(flags);
  const daemon = await DaemonClient.find(config.stateDir);
  if (daemon === undefined) await changeStored(config, flags, offline);
  else await daemon.ask("POST", `/v1/hooks/${encodeURIComponent(id)}/${verb}`, { ...body, by: BY });
  const where = daemon === undefined ? "; no daemon runs, so from the next start on" : "";
  if (flags.json === true) return void console.log(JSON.stringify({ hook: id, done: verb, daemon: daemon !== undefined }));
  console.log(`${printable(id)} ${done}${where}`);
}

// The scripts are loaded to know which hooks there are: a switch for an id that nobody has would do nothing, silently.
async function changeStored(config: Config, flags: HooksFlags, act: (switches: HookSwitches) => void): Promise<void> {
  const runtime = await openRuntime(config, { watch: false, logger: { ...createCommandLogger(flags.logLevel), info: () => {} } });
  try {
    act(runtime.switches);
  } finally {
    await runtime.close();
  }
}
