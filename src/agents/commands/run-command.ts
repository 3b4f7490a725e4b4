// Runs one command as an agent would: the payload on standard input, a limit of time, and what it printed. `command-hooks.ts`
// calls it.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { NativeAnswer } from "../native-answer.ts";

export interface CommandCall {
  readonly command: string;
  /** Without these, the command is a line for the shell. */
  readonly args?: readonly string[] | undefined;
  readonly payload: string;
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export type CommandEnd = ({ readonly kind: "ended" } & NativeAnswer) | { readonly kind: "failed"; readonly problem: string };

/** What a command may print, in characters; the rest is not read. */
const MAX_OUTPUT = 1024 * 1024;

/** Runs a command to its end, or ends it, with everything it started, when its time is over. */
export function runCommand({ command, args, payload, cwd, env, timeoutMs, signal }: CommandCall): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(command, [...(args ?? [])], {
      shell: args === undefined,
      // A group of its own can be ended as a whole.
      detached: process.platform !== "win32",
      env: { ...process.env, ...env },
      windowsHide: true,
      ...(cwd !== undefined && existsSync(cwd) ? { cwd } : {}),
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => (output[name] = (output[name] + text).slice(0, MAX_OUTPUT)));
    }
    const end = (end: CommandEnd): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(end);
    };
    const stop = (): void => {
      killGroup(child.pid);
      end({ kind: "failed", problem: signal.aborted ? "was ended with the daemon" : `did not end within ${timeoutMs} ms` });
    };
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener("abort", stop);
    child.on("error", ({ message }) => end({ kind: "failed", problem: `could not be started (${message})` }));
    child.on("close", (code, killedBy) =>
      end(code === null ? { kind: "failed", problem: `was ended by ${killedBy}` } : { kind: "ended", ...output, exitCode: code }),
    );
    // A command that does not read what it is told ends all the same.
    child.stdin.on("error", () => {});
    child.stdin.end(payload);
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
