// The last thing a runner does before it takes scripts: gives up the rights it needed to start, and tries whether they are
// gone. What it found goes to the host in the `ready` frame.

import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { RUNNER_ENVIRONMENT, type RunnerWalls } from "../runner-arguments.ts";

interface Permission {
  has(scope: string, reference?: string): boolean;
  drop?(scope: string, reference?: string): void;
}

/** Gives up reading files and loading addons, where Node can, and tests every wall from the inside. */
export function giveUpRights(): RunnerWalls {
  const { permission } = process as unknown as { permission?: Permission };
  permission?.drop?.("fs.read");
  permission?.drop?.("addon");
  return {
    files: !canRead(fileURLToPath(import.meta.url)) && !canRead("/etc/passwd"),
    processes: permission !== undefined && !permission.has("child") && !permission.has("worker"),
    addons: permission !== undefined && !permission.has("addon"),
    network: Object.values(networkInterfaces()).every((addresses) => addresses!.every(({ internal }) => internal)),
    environment: Object.keys(process.env).every((name) => Object.hasOwn(RUNNER_ENVIRONMENT, name)),
  };
}

function canRead(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== "ERR_ACCESS_DENIED";
  }
}
