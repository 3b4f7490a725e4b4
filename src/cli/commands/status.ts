// `hookloom status`: the daemon at a glance, and which scripts are broken.

import { Command } from "commander";
import { formatPlace } from "../../foundation/errors.ts";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { ScriptView, StatusView, SubscriptionsView } from "../../server/schemas.ts";
import { countOf } from "../columns.ts";
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
  const { subscriptions } = (await daemon.ask("GET", "/v1/subscriptions")) as SubscriptionsView;
  if (flags.json === true) return void console.log(JSON.stringify({ status, scripts, subscriptions }));
  console.log(describeStatus(status));
  for (const { name, pattern, dropped, queued } of subscriptions.filter((each) => each.dropped > 0)) {
    console.log(
      styled("yellow", printable(`${name} (${pattern}) is slow: ${countOf(dropped, "event")} dropped, ${queued} waiting`)),
    );
  }
  for (const { id, error } of scripts) {
    if (error === undefined) continue;
    const { code, message, place } = error;
    console.log(styled("red", printable(`${formatPlace(place) || id}: ${message} [${code}]`)));
  }
}
