// `hookloom service`: has the system start the daemon at login, and no longer.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { HookloomError } from "../../foundation/errors.ts";
import { atPackage } from "../agent-desk.ts";
import { isOurs, serviceFile, type ServiceFile } from "../service-file.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../settings.ts";
import { usageError } from "../usage-error.ts";

interface ServiceFlags extends CommonFlags {
  readonly print?: boolean;
  readonly json?: boolean;
}

const MORE_HELP = `
Writes a unit of systemd, or an agent of launchd on macOS, for your user; it runs "hookloom serve" with the same config and scripts folder in
the current folder. What it prints starts and stops it.

Examples:
  hookloom service install
  hookloom service install --print       only show the file
  hookloom service uninstall`;

/** The command. */
export function serviceCommand(): Command {
  const command = new Command("service").description("have the system start the daemon at login").addHelpText("after", MORE_HELP);
  withCommonOptions(command.command("install"))
    .description("write the file that has the daemon started")
    .option("--print", "print it, and write nothing")
    .option("--json", "print one JSON object")
    .action(install);
  withCommonOptions(command.command("uninstall"))
    .description("delete the file")
    .option("--json", "print one JSON object")
    .action(uninstall);
  return command;
}

function install(flags: ServiceFlags): void {
  // What is wrong with the config is better said now than at every start.
  readConfig(flags);
  const file = fileFor(flags);
  if (flags.print === true) return void process.stdout.write(file.text);
  if (existsSync(file.path) && !isOurs(readFileSync(file.path, "utf8"))) {
    throw new HookloomError("FILE_EXISTS", `${file.path} exists already, and "hookloom service install" has not written it.`);
  }
  mkdirSync(dirname(file.path), { recursive: true });
  writeFileSync(file.path, file.text);
  tell(
    flags,
    { written: file.path, start: file.start },
    `Wrote ${file.path}. Start it, now and at every login, with:\n  ${file.start}`,
  );
}

function uninstall(flags: ServiceFlags): void {
  const { path, stop } = fileFor(flags);
  if (!existsSync(path)) throw usageError(`There is no ${path}.`, "Nothing has to be uninstalled.");
  if (!isOurs(readFileSync(path, "utf8"))) {
    throw usageError(`"hookloom service install" has not written ${path}.`, "Delete it yourself, if it is to go.");
  }
  rmSync(path);
  tell(flags, { deleted: path, stop }, `Deleted ${path}. A daemon that it has started goes on until:\n  ${stop}`);
}

function tell({ json }: ServiceFlags, facts: object, text: string): void {
  console.log(json === true ? JSON.stringify(facts) : text);
}

function fileFor({ scripts, config, profile }: ServiceFlags): ServiceFile {
  const repeated = [
    ...(scripts === undefined ? [] : ["--scripts", resolve(scripts)]),
    ...(config === undefined ? [] : ["--config", resolve(config)]),
    ...(profile === undefined ? [] : ["--profile", profile]),
  ];
  return serviceFile({
    platform: process.platform,
    home: homedir(),
    configHome: process.env.XDG_CONFIG_HOME,
    command: [process.execPath, atPackage("bin/hookloom.mjs"), "serve", ...repeated],
    workingDirectory: process.cwd(),
  });
}
