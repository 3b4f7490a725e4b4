// `hookloom status`: the daemon at a glance, and which scripts are broken.

import { Command } from "commander";
import { formatPlace } from "../../foundation/errors.ts";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { ScriptView, StatusView } from "../../server/schemas.ts";
import { describeStatus } from "../describe-activity.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";

interface StatusFlags extends CommonFlags {
  readonly json?: boolean;
}

const MORE_HELP = `
Asks the daemon that works with the same state folder.

Exit codes: 0 it runs and every script is loaded, 1 it does not run, or a script is broken.

Examples:
  hookloom status
  hookloom status --json`;

/** The command. */
export function statusCommand(): Command {
  return withCommonOptions(new Command("status"))
    .description("say whether the daemon runs, and how it is")
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(showStatus);
}

async function showStatus(flags: StatusFlags): Promise<void> {
  const daemon = await DaemonClient.require(readConfig(flags).stateDir);
  const status = (await daemon.ask("GET", "/v1/status")) as StatusView;
  const { scripts } = (await daemon.ask("GET", "/v1/scripts")) as { scripts: ScriptView[] };
  if (status.scripts.broken > 0) process.exitCode = 1;
  if (flags.json === true) return void console.log(JSON.stringify({ status, scripts }));
  console.log(describeStatus(status));
  for (const { id, error } of scripts) {
    if (error === undefined) continue;
    const { code, message, place } = error;
    console.log(styled("red", printable(`${formatPlace(place) || id}: ${message} [${code}]`)));
  }
}
