// Starts the shim as an agent does: a command, the payload on standard input, and what it printed and how it ended.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const SHIM = fileURLToPath(new URL("../../bin/hookloom-hook.cjs", import.meta.url));
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

/** Runs the shim; `viaCommand` goes through `hookloom hook`. */
export function runShim(
  args: readonly string[],
  payload: unknown,
  env: NodeJS.ProcessEnv = {},
  viaCommand = false,
): Promise<Ended> {
  const input = typeof payload === "string" ? payload : JSON.stringify(payload);
  return runCommand(process.execPath, viaCommand ? [LAUNCHER, "hook", ...args] : [SHIM, ...args], input, env);
}
