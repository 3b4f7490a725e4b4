// The walls around a runner process that the operating system builds: which of them this machine has, and the command that
// starts a process behind them. Probed once per host process. `layers.ts` tells people about them.

import { spawnSync } from "node:child_process";

/** Whether a wall stands, and why not. */
export type Wall = { readonly active: true } | { readonly active: false; readonly why: string };

export interface Confinement {
  /** No network device: Linux, where user namespaces work. */
  readonly network: Wall;
  /** No core dumps, few open files, none of them large: Linux, where util-linux is installed. */
  readonly limits: Wall;
}

/** Open files a runner needs at most; it opens none after it has started. */
const MAX_OPEN_FILES = 64;
const UNSHARE = ["unshare", "--user", "--net", "--ipc", "--"];
/** The one file it may write to is the flight recorder, of four bytes. */
const MAX_FILE_BYTES = 4096;
const PRLIMIT = ["prlimit", "--core=0", `--nofile=${MAX_OPEN_FILES}`, `--fsize=${MAX_FILE_BYTES}`, "--"];

let probed: Confinement | undefined;

/** What this machine has. */
export function probeConfinement(): Confinement {
  probed ??= { network: probe(UNSHARE, "user namespaces"), limits: probe(PRLIMIT, "prlimit") };
  return probed;
}

/** A command behind every wall that this machine has. */
export function confine(command: readonly string[], confinement: Confinement = probeConfinement()): string[] {
  return [...(confinement.network.active ? UNSHARE : []), ...(confinement.limits.active ? PRLIMIT : []), ...command];
}

function probe(prefix: readonly string[], what: string): Wall {
  if (process.platform !== "linux") return { active: false, why: `${what} exist on Linux only` };
  const [program = "", ...rest] = [...prefix, "true"];
  const { status, error, stderr } = spawnSync(program, rest, { encoding: "utf8", timeout: 5000 });
  if (status === 0) return { active: true };
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT") return { active: false, why: `${program} is not installed (package util-linux)` };
  return { active: false, why: `${program} failed: ${stderr?.trim() || code || `exit code ${status}`}` };
}
