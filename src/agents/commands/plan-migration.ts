// Moving commands out of an agent's settings, and back. What is moved is run by the daemon instead, by the same rules; what
// only the agent can do stays where it is. `hookloom agents migrate` calls it.

import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { AgentContract } from "../contract.ts";
import { readText } from "../install/installer.ts";
import { assertSettings, listHandlers, putBack, removeHandlers, type FoundHandler } from "../install/settings-file.ts";
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
  assertSettings(before, path);
  const handlers = listHandlers(before, agent);
  const asked = new Set(handlers.flatMap(({ ours, event }) => (ours ? [event] : [])));
  const others = handlers.filter(({ ours, handler }) => !ours && String(handler.command ?? "").includes(only));
  const obstacle = (found: FoundHandler): string | undefined =>
    asked.has(found.event) ? findObstacle(found.handler, found.matcher) : "nothing in this file asks us at its event";
  const movable = new Set(others.filter((found) => obstacle(found) === undefined).map(({ path: at }) => at.join(".")));
  const earlier = readMoves(stateDir).find(({ settings }) => settings === path);
  const moved = others
    .filter(({ path: at }) => movable.has(at.join(".")))
    .map(({ event, matcher, handler }, index): MovedCommand => ({
      id: `command:${event}#${(earlier?.commands.length ?? 0) + index + 1}`,
      event,
      ...(matcher === undefined ? {} : { matcher }),
      handler,
    }));
  const after = removeHandlers(
    before,
    handlers.filter(({ path: at }) => movable.has(at.join("."))),
  );
  const unchanged = earlier === undefined || earlier.after_sha256 === sha256(before);
  const original = earlier === undefined ? Buffer.from(before, "utf8").toString("base64") : earlier.before;
  const move: Move = {
    settings: path,
    ...(project === undefined ? {} : { project }),
    before: unchanged ? original : null,
    after_sha256: sha256(after),
    commands: [...(earlier?.commands ?? []), ...moved],
  };
  const left = others.flatMap((found) => {
    const why = obstacle(found);
    return why === undefined ? [] : [{ command: String(found.handler.command ?? found.handler.type), event: found.event, why }];
  });
  return { path, before, after, move, moved, left };
}

/** What putting the commands back would do: byte by byte while nobody else has changed the file. `undefined` when none was moved. */
export function planReturn(stateDir: string, agent: AgentContract, path: string): Migration | undefined {
  const move = readMoves(stateDir).find(({ settings }) => settings === path);
  if (move === undefined) return undefined;
  const before = readText(path) ?? "{}\n";
  assertSettings(before, path);
  const after =
    move.before !== null && sha256(before) === move.after_sha256
      ? Buffer.from(move.before, "base64").toString("utf8")
      : putBack(before, agent, move.commands);
  return { path, before, after, move: { ...move, commands: [] }, moved: move.commands, left: [] };
}

/** Does what a plan says. A command that moves is run by both for a moment, never by nobody. */
export function carryOutMigration(stateDir: string, { path, after, move }: Migration): void {
  if (move.commands.length > 0) writeMove(stateDir, move);
  writeFileSync(path, after);
  if (move.commands.length === 0) writeMove(stateDir, move);
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
