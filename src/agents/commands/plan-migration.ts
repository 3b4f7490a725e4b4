// Moving commands out of an agent's settings, and back. What is moved is run by the daemon instead, by the same rules; what
// only the agent can do stays where it is. `hookloom agents migrate` calls it.

import { writeFileSync } from "node:fs";
import type { AgentContract } from "../contract.ts";
import { readText } from "../install/read-handlers.ts";
import { isAsWeLeftIt, keepFile, textBefore } from "../install/kept-file.ts";
import { assertSettings, listHandlers, putBack, removeHandlers } from "../install/settings-file.ts";
import { findObstacle } from "./command-rules.ts";
import { readMoves, writeMove, type Move, type MovedCommand } from "./moved-commands.ts";

/** What a migration would do. */
export interface Migration {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly move: Move;
  /** What this migration moves, apart from what was moved earlier. */
  readonly moved: readonly MovedCommand[];
  readonly left: readonly { readonly command: string; readonly event: string; readonly why: string }[];
}

export interface MigrationOptions {
  /** Moves only commands that contain this text. */
  readonly only?: string | undefined;
  /** The folder of the project whose settings these are. */
  readonly project?: string | undefined;
}

/**
 * What moving the commands of a file would do. `undefined` when there is no such file.
 * @throws HookloomError AGENT_SETTINGS_INVALID
 */
export function planMigration(
  stateDir: string,
  agent: AgentContract,
  path: string,
  options: MigrationOptions = {},
): Migration | undefined {
  const { only = "", project } = options;
  const before = readText(path);
  if (before === undefined) return undefined;
  assertSettings(before, path, agent);
  const handlers = listHandlers(before, agent);
  const asked = new Set(handlers.flatMap(({ ours, event }) => (ours ? [event] : [])));
  const others = handlers
    .filter(({ ours, handler }) => !ours && String(handler.command ?? "").includes(only))
    .map((found) => ({
      ...found,
      why: asked.has(found.event) ? findObstacle(found.handler, found.matcher) : "nothing in this file asks us at its event",
    }));
  const movable = others.filter(({ why }) => why === undefined);
  const earlier = findMove(stateDir, path);
  const commands = earlier?.commands ?? [];
  const moved = movable.map(({ event, matcher, handler }, index): MovedCommand => ({
    id: `command:${event}#${commands.length + index + 1}`,
    event,
    ...(matcher === undefined ? {} : { matcher }),
    handler,
  }));
  const after = removeHandlers(before, agent, movable);
  const move: Move = {
    settings: path,
    ...(project === undefined ? {} : { project }),
    ...keepFile(earlier === undefined ? before : givenBack(before, earlier), after),
    commands: [...commands, ...moved],
  };
  const left = others.flatMap(({ why, event, handler }) =>
    why === undefined ? [] : [{ command: String(handler.command ?? handler.type), event, why }],
  );
  return { path, before, after, move, moved, left };
}

/** What putting the commands back would do: byte by byte while nobody else has changed the file. `undefined` when none was moved. */
export function planReturn(stateDir: string, agent: AgentContract, path: string): Migration | undefined {
  const move = findMove(stateDir, path);
  if (move === undefined) return undefined;
  const before = readText(path) ?? "{}\n";
  assertSettings(before, path, agent);
  const after = givenBack(before, move) ?? putBack(before, agent, move.commands);
  return { path, before, after, move: { ...move, commands: [] }, moved: move.commands, left: [] };
}

/** Does what a plan says. A command that moves is run by both for a moment, never by nobody. */
export function carryOutMigration(stateDir: string, { path, after, move }: Migration): void {
  if (move.commands.length > 0) writeMove(stateDir, move);
  writeFileSync(path, after);
  if (move.commands.length === 0) writeMove(stateDir, move);
}

function findMove(stateDir: string, path: string): Move | undefined {
  return readMoves(stateDir).find(({ settings }) => settings === path);
}

/** The file before the first command was moved; `undefined` once somebody else has changed it. */
function givenBack(text: string, move: Move): string | undefined {
  return isAsWeLeftIt(text, move) ? textBefore(move) : undefined;
}
