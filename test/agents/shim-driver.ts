// Starts the shim as an agent does: a command, the payload on standard input, and what it printed and how it ended.

import { spawn } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const SHIM = fileURLToPath(new URL("../../bin/hookloom-hook.cjs", import.meta.url));
export const SHELL_SHIM = fileURLToPath(new URL("../../bin/hookloom-hook.sh", import.meta.url));
const LAUNCHER = fileURLToPath(new URL("../../bin/hookloom.mjs", import.meta.url));

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Runs a command as an agent would. */
export function runCommand(command: string, args: readonly string[], input: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(command, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ stdout, stderr, exitCode }));
  });
}

/** How the shim is started. */
export type ShimStart = (args: readonly string[]) => readonly [command: string, ...args: string[]];

/** The ways there are: as `agents install` writes it where there is a shell, by Node, and by the command line. */
export const SHIM_STARTS = {
  "started by the shell": (args) => ["/bin/sh", SHELL_SHIM, process.execPath, ...args],
  "started by Node": (args) => [process.execPath, SHIM, ...args],
  "started by `hookloom hook`": (args) => [process.execPath, LAUNCHER, "hook", ...args],
} as const satisfies Readonly<Record<string, ShimStart>>;

/** As where the system has no Perl: a copy of the shell's part in a folder, with only Node's beside it. */
export function startWithoutPerl(folder: string): ShimStart {
  const shell = join(folder, "without-perl.sh");
  copyFileSync(SHELL_SHIM, shell);
  writeFileSync(join(folder, "without-perl.cjs"), `require(${JSON.stringify(SHIM)});`);
  return (args) => ["/bin/sh", shell, process.execPath, ...args];
}

/** Runs the shim. */
export function runShim(
  start: ShimStart,
  args: readonly string[],
  payload: unknown,
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const [command, ...given] = start(args);
  return runCommand(command, given, typeof payload === "string" ? payload : JSON.stringify(payload), env);
}
