// Runs the real command line in a process of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder with files, deleted by `using`. */
export { createTemporaryFolder as temporaryProject } from "../support/temporary-folder.ts";

export const LAUNCHER = fileURLToPath(new URL("../../bin/hookloom.mjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of commands in a folder, whose state they keep there. */
export function environmentIn(cwd: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", XDG_STATE_HOME: join(cwd, ".state") };
}

/** Starts `hookloom` in a folder. */
export function startHookloom(cwd: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [LAUNCHER, ...args], { cwd, env: environmentIn(cwd), stdio: "pipe" });
}

/** Runs `hookloom` in a folder to its end. */
export function runHookloom(cwd: string, args: readonly string[], input = ""): Promise<Ended> {
  const child = startHookloom(cwd, args);
  const output = { stdout: "", stderr: "" };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  child.stdin!.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...output }));
  });
}
