// `hookloom dashboard`: the address of the daemon's dashboard, with a token for whoever has the state folder.

import { Command, Option } from "commander";
import { ROLES, type Role } from "../../model/roles.ts";
import { DaemonClient } from "../../server/daemon-client.ts";
import type { StatusView } from "../../server/schemas.ts";
import { Tokens } from "../../server/tokens.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";

interface DashboardFlags extends CommonFlags {
  readonly json?: boolean;
  readonly role: Role;
}

const MORE_HELP = `
The address has a token in its fragment, which no server and no log gets to see. Whoever has the address may do what the
role says.

Examples:
  hookloom dashboard
  hookloom dashboard --role observe`;

/** The command. */
export function dashboardCommand(): Command {
  return withCommonOptions(new Command("dashboard"))
    .description("print the address of the daemon's dashboard, with a token")
    .addOption(new Option("--role <role>", "what the token allows").choices(ROLES).default("operate"))
    .option("--json", "print one JSON object")
    .addHelpText("after", MORE_HELP)
    .action(showAddress);
}

async function showAddress(flags: DashboardFlags): Promise<void> {
  const { stateDir } = readConfig(flags);
  const daemon = await DaemonClient.require(stateDir);
  const { url } = (await daemon.ask("GET", "/v1/status")) as StatusView;
  const address = `${url}/#token=${Tokens.read(stateDir, flags.role)}`;
  console.log(flags.json === true ? JSON.stringify({ address, role: flags.role }) : address);
}
