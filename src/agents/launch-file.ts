// What the shim needs to know when nobody answers at the daemon's socket: how to start the daemon, and what to tell an agent
// until then. Written by the daemon and by `agents install` into the state folder; read by `bin/hookloom-hook.cjs`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeStateFile } from "../foundation/state-file.ts";
import type { FallbackPolicy } from "./fallback.ts";

export interface Launch {
  /** Where the daemon listens. */
  readonly socket: string;
  readonly start: {
    readonly command: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  };
  readonly enabled: boolean;
  readonly policy: FallbackPolicy;
  /** The daemon that wrote it. */
  readonly pid?: number;
}

/** The folder for what concerns agents. */
export function agentsFolder(stateDir: string): string {
  return join(stateDir, "agents");
}

/** Writes the file for the shims of a state folder. */
export function writeLaunchFile(stateDir: string, launch: Launch): void {
  writeJsonFile(stateDir, "launch.json", launch);
}

/** Writes a file of the agents' folder so that whoever reads it sees the old one or the new one. */
export function writeJsonFile(stateDir: string, name: string, value: unknown): void {
  writeStateFile(join(agentsFolder(stateDir), name), value);
}

/** What a file of the agents' folder holds; `undefined` when there is none that can be read. */
export function readJsonFile(stateDir: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(agentsFolder(stateDir), name), "utf8"));
  } catch {
    return undefined;
  }
}
