// The installations that a state folder remembers. The commands of `hookloom agents` go through them; the installer writes them.

import { readJsonFile, writeJsonFile } from "../launch-file.ts";
import type { AgentContract, Scope } from "../contract.ts";
import type { KeptFile } from "./kept-file.ts";

/** One installation. */
export interface InstallRecord {
  readonly agent: string;
  readonly scope: Scope;
  /** The settings file, or the folder where each hook is a file. */
  readonly path: string;
  /** What was written, by path. */
  readonly files: Readonly<Record<string, KeptFile>>;
  readonly installed_at: number;
}

const FILE = "installs.json";

/** The installations of a state folder. */
export function readInstalls(stateDir: string): InstallRecord[] {
  const records = readJsonFile(stateDir, FILE);
  return Array.isArray(records) ? (records as InstallRecord[]) : [];
}

/** The installation in these settings. */
export function findInstall(stateDir: string, agent: AgentContract, path: string): InstallRecord | undefined {
  return readInstalls(stateDir).find((record) => record.agent === agent.name && record.path === path);
}

/** Remembers an installation in the place of an earlier one, or forgets it. */
export function writeInstall(stateDir: string, agent: AgentContract, path: string, record: InstallRecord | undefined): void {
  const others = readInstalls(stateDir).filter((other) => other.agent !== agent.name || other.path !== path);
  writeJsonFile(stateDir, FILE, record === undefined ? others : [...others, record]);
}
