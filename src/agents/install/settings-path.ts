// Where an agent's settings are on this machine. The commands of `hookloom agents` ask.

import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import type { AgentContract, Scope } from "../contract.ts";

export interface Machine {
  readonly home: string;
  /** The project's folder. */
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** This machine, with the working directory as the project. */
export function thisMachine(): Machine {
  return { home: homedir(), project: process.cwd(), env: process.env };
}

/**
 * The file, or folder, of a scope.
 * @throws HookloomError AGENT_NOT_INSTALLABLE when the agent has none
 */
export function settingsPath({ title, settings }: AgentContract, scope: Scope, machine: Machine): string {
  const path = settings.paths[scope];
  if (path === undefined) {
    throw new HookloomError(
      "AGENT_NOT_INSTALLABLE",
      `${title} has no settings of the scope "${scope}". It has: ${Object.keys(settings.paths).join(", ")}.`,
    );
  }
  return expandPath(path, settings.homeVariable, machine);
}

/** A path of a contract as a path of this machine. */
export function expandPath(
  path: string,
  homeVariable: AgentContract["settings"]["homeVariable"],
  { home, project, env }: Machine,
): string {
  const moved = homeVariable === undefined ? undefined : env[homeVariable.name];
  if (moved !== undefined && moved !== "" && path.startsWith(homeVariable!.folder)) {
    return join(resolve(moved), path.slice(homeVariable!.folder.length));
  }
  return path.startsWith("~/") ? join(home, path.slice(2)) : resolve(project, path);
}
