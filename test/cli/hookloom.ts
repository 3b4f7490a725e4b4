// Runs the real command line in a process of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../bin/hookloom.mjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `hookloom` in a folder. */
export function startHookloom(cwd: string, args: readonly string[]): ChildProcess {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", XDG_STATE_HOME: join(cwd, ".state") };
  return spawn(process.execPath, [LAUNCHER, ...args], { cwd, env, stdio: "pipe" });
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

/** A folder with these files, deleted by `using`. */
export function temporaryProject(files: Readonly<Record<string, string>>): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), "hookloom-cli-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
