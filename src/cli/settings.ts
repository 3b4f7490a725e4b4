// The options that every command about scripts has, and the config they lead to.

import type { Command } from "commander";
import { Option } from "commander";
import type { LoggerLevel } from "../observability/logger.ts";
import type { Config, ConfigOverrides } from "../runtime/config/config.ts";
import { loadConfig } from "../runtime/config/load-config.ts";

/** What `withCommonOptions` adds. */
export interface CommonFlags {
  readonly scripts?: string;
  readonly config?: string;
  readonly profile?: string;
  readonly logLevel?: LoggerLevel;
}

/** Adds `--scripts`, `--config`, `--profile` and `--log-level`. */
export function withCommonOptions(command: Command): Command {
  return command
    .option("--scripts <folder>", "folder with the scripts")
    .option("--config <file>", "config file")
    .option("--profile <name>", "profile of hooks that are on and off")
    .addOption(
      new Option("--log-level <level>", "least level of log lines").choices(["debug", "info", "warn", "error", "silent"]),
    );
}

/** The config of file, environment and flags. */
export function readConfig(flags: CommonFlags, server: ConfigOverrides["server"] = {}): Config {
  return loadConfig({
    cwd: process.cwd(),
    env: process.env,
    ...(flags.config === undefined ? {} : { file: flags.config }),
    overrides: { scriptsDir: flags.scripts, profile: flags.profile, log: { level: flags.logLevel }, server },
  });
}

/** The flags that lead another command to the same scripts. */
export function repeatFlags({ scripts, config }: CommonFlags): string[] {
  return [...(scripts === undefined ? [] : ["--scripts", scripts]), ...(config === undefined ? [] : ["--config", config])];
}
