// Keeps a second process from writing the same audit log, whose lines would break the chain of the first. The writer takes the
// lock when it opens the log.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { HookloomError } from "../../foundation/errors.ts";

/** Those that this process holds: its number may also be that of an earlier process, as it always is in a container. */
const held = new Set<string>();

/**
 * Takes the lock of a log; the function gives it back. One whose process is gone is taken over.
 * @throws HookloomError AUDIT_LOG_TAKEN
 */
export function lockAudit(path: string): () => void {
  const lock = `${path}.lock`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
      held.add(lock);
      return () => {
        held.delete(lock);
        rmSync(lock, { force: true });
      };
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw thrown;
      const owner = readOwner(lock);
      if (attempt > 1 || (owner !== undefined && isWriting(owner, lock))) throw taken(path, lock, owner);
      rmSync(lock, { force: true });
    }
  }
}

function readOwner(lock: string): number | undefined {
  try {
    const text = readFileSync(lock, "utf8").trim();
    return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

function isWriting(pid: number, lock: string): boolean {
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

function taken(path: string, lock: string, owner: number | undefined): HookloomError {
  const message = `Another process writes the audit log ${path}${owner === undefined ? "" : `: the one with the id ${owner}`}.`;
  return new HookloomError("AUDIT_LOG_TAKEN", message, { details: { path, lock, pid: owner } });
}
