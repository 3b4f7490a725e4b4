// The daemon's socket in its state folder: programs of the same user reach it there without a token, and whoever can connect
// to it knows that a daemon works with the folder. `server.ts` listens at it; the command line finds the daemon by it.

import { createHash } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describeThrown, HookloomError } from "../foundation/errors.ts";
import { takeLock, type ProcessLock } from "../foundation/process-lock.ts";

/** What systems accept as the path of a socket, in bytes; macOS accepts least. */
const MAX_PATH_BYTES = 103;

/** Where the daemon of a state folder listens: a socket, on Windows a pipe. */
export function localSocketPath(stateDir: string): string {
  if (process.platform !== "win32") return join(stateDir, "daemon.sock");
  return `\\\\.\\pipe\\hookloom-${createHash("sha256").update(stateDir).digest("hex").slice(0, 16)}`;
}

/** The place of a daemon's socket, and the lock on its state folder, which is released when the daemon has left. */
export interface ClaimedSocket {
  readonly path: string;
  readonly lock: ProcessLock;
}

/**
 * Takes a state folder for one daemon, and makes room for its socket: no rest of a daemon that was killed.
 * @throws HookloomError DAEMON_RUNNING when another one has it, SOCKET_UNUSABLE when no socket can be there
 */
export function claimLocalSocket(stateDir: string): ClaimedSocket {
  const path = localSocketPath(stateDir);
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new HookloomError("SOCKET_UNUSABLE", `${path} is too long for a socket; the system accepts ${MAX_PATH_BYTES} bytes.`, {
      details: { path },
    });
  }
  const lock = lockFolder(stateDir);
  if (lock === undefined) {
    throw new HookloomError("DAEMON_RUNNING", `A daemon works with the state folder ${stateDir} already.`, {
      details: { state_dir: stateDir },
    });
  }
  if (process.platform !== "win32") rmSync(path, { force: true });
  return { path, lock };
}

function lockFolder(stateDir: string): ProcessLock | undefined {
  try {
    return takeLock(join(stateDir, "daemon.lock"));
  } catch (thrown) {
    const message = `${stateDir} cannot be locked: ${describeThrown(thrown)}`;
    throw new HookloomError("SOCKET_UNUSABLE", message, { details: { path: stateDir }, cause: thrown });
  }
}

/** Keeps everybody but this user from a socket that was just bound. */
export function protectLocalSocket(path: string): void {
  if (process.platform !== "win32") chmodSync(path, 0o600);
}

/** Whether somebody accepts connections at a path. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
