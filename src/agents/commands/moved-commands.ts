// The commands that stood as hooks in an agent's settings and are run by the daemon now, with what it takes to put them back.
// `hookloom agents migrate` writes the file, the daemon runs what is in it, `hookloom check` lists it.

import type { JsonObject } from "../../foundation/json.ts";
import type { KeptFile } from "../install/kept-file.ts";
import { readJsonFile, writeJsonFile } from "../launch-file.ts";

/** One command. */
export interface MovedCommand {
  /** As its hook is called. */
  readonly id: string;
  /** The event of Claude Code, by whose rules it is asked and understood, whichever agent calls. */
  readonly event: string;
  readonly matcher?: string;
  /** The handler as it stood in the settings. */
  readonly handler: JsonObject;
}

/** What was moved out of one settings file; nothing can be given back byte by byte once somebody else has changed it. */
export interface Move extends KeptFile {
  readonly settings: string;
  /** The folder whose agents are meant, when the file is a project's. */
  readonly project?: string;
  readonly commands: readonly MovedCommand[];
}

/** The name of the file in the folder for agents. */
export const COMMANDS_FILE = "commands.json";

/** What was moved, file by file. */
export function readMoves(stateDir: string): Move[] {
  const moves = readJsonFile(stateDir, COMMANDS_FILE);
  return Array.isArray(moves) ? (moves as Move[]) : [];
}

/** Writes what one file's commands became; a move without commands is forgotten. */
export function writeMove(stateDir: string, move: Move): void {
  const others = readMoves(stateDir).filter(({ settings }) => settings !== move.settings);
  writeJsonFile(stateDir, COMMANDS_FILE, move.commands.length === 0 ? others : [...others, move]);
}
