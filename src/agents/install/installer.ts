// Puts our hooks into an agent's settings and takes them out again. What was there before is kept in the state folder, so that
// uninstalling gives it back byte by byte as long as nobody else has changed the file; else only what is ours is taken out.

import { chmodSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatError, HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { installedEvents, type AgentContract, type Scope } from "../contract.ts";
import { hookFileName, hookFileText } from "./hook-file.ts";
import { findInstall, writeInstall } from "./install-records.ts";
import { isAsWeLeftIt, keepFile, textBefore } from "./kept-file.ts";
import { readText } from "./read-handlers.ts";
import { addHandlers, assertSettings, isOurs, removeOurs } from "./settings-file.ts";
import { textOf } from "./settings-text.ts";

/** What a file holds and will hold; `undefined` stands for no file. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What uninstalling will give back, where this installs: not `before` when that has something of ours in it already. */
  readonly original?: string | undefined;
}

export interface Plan {
  readonly agent: AgentContract;
  readonly scope: Scope;
  readonly path: string;
  readonly changes: readonly FileChange[];
}

/**
 * What installing would do. Handlers of ours that are there already are replaced.
 * @throws HookloomError AGENT_SETTINGS_INVALID, AGENT_NOT_INSTALLABLE
 */
export function planInstall(
  stateDir: string,
  agent: AgentContract,
  scope: Scope,
  path: string,
  handlerOf: (event: string) => JsonObject,
): Plan {
  const events = installedEvents(agent);
  if (agent.settings.layout !== "files") {
    const handlers = new Map(events.map((event) => [event, handlerOf(event)]));
    const after = (original: string | undefined): string => withHandlers(original, path, agent, handlers);
    return { agent, scope, path, changes: [changeOf(stateDir, agent, path, path, after)] };
  }
  const changes = events.map((event) =>
    changeOf(stateDir, agent, path, join(path, hookFileName(event)), (original) => {
      if (original === undefined) return hookFileText(String(handlerOf(event).command));
      const remedy = `Move it, for instance to the folder of the other scope, or install with another --scope.`;
      throw new HookloomError(
        "AGENT_NOT_INSTALLABLE",
        `${join(path, hookFileName(event))} is a hook of somebody else, and ${agent.title} takes one file for each event. ${remedy}`,
      );
    }),
  );
  return { agent, scope, path, changes };
}

/** What installing a plugin would do: its files are ours as a whole. */
export function planPlugin(stateDir: string, agent: AgentContract, scope: Scope, path: string, text: string): Plan {
  const beside = Object.entries(agent.settings.plugin!.beside ?? {}).map(
    ([name, content]) => [join(dirname(path), name), content] as const,
  );
  const files = [[path, text] as const, ...beside];
  return { agent, scope, path, changes: files.map(([file, after]) => changeOf(stateDir, agent, path, file, () => after)) };
}

/** What uninstalling would do; `undefined` when nothing of ours is there. */
export function planUninstall(stateDir: string, agent: AgentContract, scope: Scope, path: string): Plan | undefined {
  const changes = filesOf(agent, path).flatMap((file) => {
    const before = readBefore(agent, file);
    const after = withoutOurs(stateDir, agent, path, file, before);
    return after === before ? [] : [{ path: file, before, after }];
  });
  return changes.length === 0 ? undefined : { agent, scope, path, changes };
}

/** Does what a plan says, and remembers or forgets what was there before. */
export function carryOut(stateDir: string, { agent, scope, path, changes }: Plan, installs: boolean, nowMs: number): void {
  const written = changes.flatMap(({ path: file, original, after }) =>
    after === undefined ? [] : [[file, keepFile(original, after)] as const],
  );
  const record = { agent: agent.name, scope, path, files: Object.fromEntries(written), installed_at: nowMs };
  if (installs) writeInstall(stateDir, agent, path, record);
  for (const change of changes) writeChange(change, agent);
  if (installs) return;
  removeFolder(agent, path);
  writeInstall(stateDir, agent, path, undefined);
}

function writeChange({ path, after }: FileChange, { settings }: AgentContract): void {
  if (after === undefined) return rmSync(path, { force: true });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, after);
  if (settings.layout === "files") chmodSync(path, 0o755);
}

/** A folder that is there for our plugin goes with it. */
function removeFolder({ settings }: AgentContract, path: string): void {
  if (settings.plugin?.beside === undefined) return;
  try {
    rmdirSync(dirname(path));
  } catch {
    // Somebody keeps something there.
  }
}

/** The files in which something of ours may be. */
function filesOf({ settings, events }: AgentContract, path: string): string[] {
  if (settings.layout === "files") return Object.keys(events).map((event) => join(path, hookFileName(event)));
  return [path, ...Object.keys(settings.plugin?.beside ?? {}).map((name) => join(dirname(path), name))];
}

function changeOf(
  stateDir: string,
  agent: AgentContract,
  path: string,
  file: string,
  afterOf: (original: string | undefined) => string,
): FileChange {
  const before = readBefore(agent, file);
  const original = withoutOurs(stateDir, agent, path, file, before);
  return { path: file, before, after: afterOf(original), original };
}

function readBefore({ settings }: AgentContract, file: string): string | undefined {
  return readText(file, settings.layout === "files" ? "program" : "text");
}

/** What a file is without us, and so before us. */
function withoutOurs(
  stateDir: string,
  agent: AgentContract,
  path: string,
  file: string,
  text: string | undefined,
): string | undefined {
  if (text === undefined) return undefined;
  const kept = findInstall(stateDir, agent, path)?.files?.[file];
  if (kept !== undefined && isAsWeLeftIt(text, kept)) return textBefore(kept);
  if (["files", "plugin"].includes(agent.settings.layout)) return isOurs(text, agent) ? undefined : text;
  assertSettings(text, file, agent);
  return removeOurs(text, agent);
}

function withHandlers(
  original: string | undefined,
  path: string,
  agent: AgentContract,
  handlers: ReadonlyMap<string, JsonObject>,
): string {
  const { empty } = textOf(agent);
  const text = original === undefined || original.trim() === "" ? empty : original;
  assertSettings(text, path, agent);
  try {
    return addHandlers(text, agent, handlers);
  } catch (thrown) {
    throw new HookloomError("AGENT_SETTINGS_INVALID", formatError(thrown), { place: { file: path }, cause: thrown });
  }
}
