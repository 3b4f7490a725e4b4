// The options that every command about scripts has, and the config they lead to.

import { Command, Option } from "commander";
import type { LoggerLevel } from "../observability/logger.ts";
import { loadConfig, type Config } from "./temporary-config.ts";

/** What `withCommonOptions` adds. */
export interface CommonFlags {
  readonly scripts?: string;
  readonly config?: string;
  readonly logLevel?: LoggerLevel;
}

/** Adds `--scripts`, `--config` and `--log-level`. */
export function withCommonOptions(command: Command): Command {
  return command
    .option("--scripts <folder>", "folder with the scripts")
    .option("--config <file>", "config file")
    .addOption(new Option("--log-level <level>", "least level of log lines").choices(["debug", "info", "warn", "error", "silent"]));
}

/** The config of file, environment and flags. */
export async function readConfig(flags: CommonFlags, server: { host?: string; port?: number } = {}): Promise<Config> {
  return loadConfig({
    cwd: process.cwd(),
    env: process.env,
    ...(flags.config === undefined ? {} : { file: flags.config }),
    overrides: {
      ...(flags.scripts === undefined ? {} : { scriptsDir: flags.scripts }),
      ...(flags.logLevel === undefined ? {} : { log: { level: flags.logLevel } }),
      ...(Object.keys(server).length === 0 ? {} : { server }),
    },
  });
}
