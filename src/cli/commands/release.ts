// `hookloom release`: has a script run again that the daemon holds in quarantine.

import { Command } from "commander";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { ScriptView } from "../../server/schemas.ts";
import { printable } from "../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { styled } from "../style.ts";

interface ReleaseFlags extends CommonFlags {
  readonly json?: boolean;
}

const MORE_HELP = `
A script that ends its runner again and again is not run for a while: 10 seconds at first, up to an hour. This ends the wait at once,
and forgets what led to it. "hookloom status" shows which scripts wait.

Exit codes: 0 it is run again, 1 it is not, or there is no such script or no daemon.

Examples:
  hookloom release guard.js
  hookloom release guards/spend.lua --json`;

/** The command. */
export function releaseCommand(): Command {
  return withCommonOptions(new Command("release"))
    .description("run a script again that is in quarantine")
    .argument("<script>", "id of the script: its path below the scripts folder")
    .option("--json", "print the script as one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(release);
}

async function release(id: string, flags: ReleaseFlags): Promise<void> {
  const daemon = await DaemonClient.require(readConfig(flags).stateDir);
  const { script } = (await daemon.ask("POST", `/v1/scripts/${encodeURIComponent(id)}/release`)) as { script: ScriptView };
  const { quarantine } = script;
  if (quarantine !== undefined) process.exitCode = 1;
  if (flags.json === true) console.log(JSON.stringify({ script }));
  else if (quarantine === undefined) console.log(`${printable(id)} is run`);
  else console.log(styled("red", printable(`${id} is not run: ${quarantine.message} [${quarantine.code}]`)));
}
