// `hookloom agents`: puts the hooks into coding agents, takes them out, and says whether they are asked.

import { Command } from "commander";
import { canaryCommand } from "./agents/canary.ts";
import { agentDoctorCommand } from "./agents/doctor.ts";
import { installCommand } from "./agents/install.ts";
import { agentListCommand } from "./agents/list.ts";
import { lintCommand } from "./agents/lint.ts";
import { migrateCommand } from "./agents/migrate.ts";
import { statusCommand } from "./agents/status.ts";
import { uninstallCommand } from "./agents/uninstall.ts";

const MORE_HELP = `
Examples:
  hookloom agents list
  hookloom agents install claude-code --dry-run
  hookloom agents install codex --scope project
  hookloom agents status
  hookloom agents migrate claude-code --dry-run
  hookloom agents uninstall claude-code`;

/** The command. */
export function agentsCommand(): Command {
  const command = new Command("agents").description("put the hooks into coding agents, and see whether they are asked");
  const parts = [
    agentListCommand(),
    installCommand(),
    uninstallCommand(),
    statusCommand(),
    agentDoctorCommand(),
    canaryCommand(),
    lintCommand(),
    migrateCommand(),
  ];
  for (const part of parts) command.addCommand(part);
  return command.addHelpText("after", MORE_HELP);
}
