// The option that says whose settings are meant. The commands that change an agent's settings have it.

import { Option, type Command } from "commander";
import type { Scope } from "../../../agents/contract.ts";
import { withCommonOptions, type CommonFlags } from "../../settings.ts";

export interface ScopeFlags extends CommonFlags {
  readonly scope: Scope;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds `--scope`, `--dry-run` and `--json`. */
export function withScope(command: Command): Command {
  return withCommonOptions(command)
    .addOption(
      new Option("--scope <scope>", "user: every project of this user; project: the one in the working directory")
        .choices(["user", "project"])
        .default("user"),
    )
    .option("--dry-run", "show the change and make none")
    .option("--json", "print one JSON object");
}
