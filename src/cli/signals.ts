// What signals ask of a process that stays: to stop, or to read its config anew. `serve` follows them.

import { closeSync, openSync } from "node:fs";

/** Calls one of these for every signal. Later signals to stop change nothing, which is for the caller to see to. */
export function followSignals({ stop, reload }: { readonly stop: () => void; readonly reload: () => void }): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  process.on("SIGHUP", () => (isTerminalGone() ? stop() : reload()));
  // npm's shell dies of a signal without passing it on, and we would be left behind holding the port.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) setInterval(() => process.ppid !== parent && stop(), 500).unref();
}

/** Whether we spoke to a terminal that was closed: the same signal says so, and then nobody is left to stop us. */
function isTerminalGone(): boolean {
  if (!process.stdout.isTTY && !process.stderr.isTTY) return false;
  if (process.platform === "win32") return true;
  try {
    closeSync(openSync("/dev/tty", "r"));
    return false;
  } catch {
    return true;
  }
}
