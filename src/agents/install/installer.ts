// Puts our hooks into an agent's settings and takes them out again. What was there before is kept in the state folder, so that
// uninstalling gives it back byte by byte as long as nobody else has changed the file; else only what is ours is taken out.

import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { installedEvents, type AgentContract, type Scope } from "../contract.ts";
import { readJsonFile, writeJsonFile } from "../launch-file.ts";
import { isAsWeLeftIt, keepFile, textBefore, type KeptFile } from "./kept-file.ts";
import { addHandlers, assertSettings, listHandlers, removeOurs } from "./settings-file.ts";

/** What a file holds and will hold; `undefined` stands for no file. */
export interface Plan {
  readonly agent: AgentContract;
  readonly scope: Scope;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What uninstalling will give back, where this installs: not `before` when that has something of ours in it already. */
  readonly original?: string | undefined;
}

/** One installation, as the state folder remembers it. */
export interface InstallRecord extends KeptFile {
  readonly agent: string;
  readonly scope: Scope;
  readonly path: string;
  readonly installed_at: number;
}

const FILE = "installs.json";

/** The installations of a state folder. */
export function readInstalls(stateDir: string): InstallRecord[] {
  const records = readJsonFile(stateDir, FILE);
  return Array.isArray(records) ? (records as InstallRecord[]) : [];
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
  const before = readText(path);
  const original = withoutOurs(stateDir, agent, scope, path, before);
  const text = original === undefined || original.trim() === "" ? "{}\n" : original;
  assertSettings(text, path);
  const handlers = new Map(installedEvents(agent).map((event) => [event, handlerOf(event)]));
  return { agent, scope, path, before, after: addHandlers(text, agent, handlers), original };
}

/** What installing the file of a plugin would do: it is ours as a whole. */
export function planPlugin(stateDir: string, agent: AgentContract, scope: Scope, path: string, text: string): Plan {
  const before = readText(path);
  return { agent, scope, path, before, after: text, original: withoutOurs(stateDir, agent, scope, path, before) };
}

/** What uninstalling would do; `undefined` when nothing of ours is there. */
export function planUninstall(stateDir: string, agent: AgentContract, scope: Scope, path: string): Plan | undefined {
  const before = readText(path);
  if (before === undefined) return undefined;
  const record = findRecord(stateDir, agent, path);
  if (record !== undefined && isAsWeLeftIt(before, record)) return { agent, scope, path, before, after: textBefore(record) };
  if (agent.settings.layout !== "plugin") assertSettings(before, path);
  if (!listHandlers(before, agent).some(({ ours }) => ours)) return undefined;
  return { agent, scope, path, before, after: removeOurs(before, agent) };
}

/** Does what a plan says, and remembers or forgets what was there before. */
export function carryOut(
  stateDir: string,
  { agent, scope, path, after, original }: Plan,
  installs: boolean,
  nowMs: number,
): void {
  const others = readInstalls(stateDir).filter((record) => record.agent !== agent.name || record.path !== path);
  if (installs && after !== undefined) {
    const record: InstallRecord = { agent: agent.name, scope, path, ...keepFile(original, after), installed_at: nowMs };
    writeJsonFile(stateDir, FILE, [...others, record]);
  }
  if (after === undefined) rmSync(path, { force: true });
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, after);
  }
  placeBeside(agent, dirname(path), installs);
  if (!installs) writeJsonFile(stateDir, FILE, others);
}

/** Writes or takes away the files that a plugin needs beside it, and a folder that has nothing else in it. */
function placeBeside({ settings }: AgentContract, folder: string, installs: boolean): void {
  const { beside } = settings.plugin ?? {};
  if (beside === undefined) return;
  for (const [name, text] of Object.entries(beside)) {
    const path = join(folder, name);
    if (installs) writeFileSync(path, text);
    else if (readText(path) === text) rmSync(path);
  }
  if (installs) return;
  try {
    rmdirSync(folder);
  } catch {
    // Somebody keeps something there.
  }
}

/** What a file is without us, and so before us. */
function withoutOurs(
  stateDir: string,
  agent: AgentContract,
  scope: Scope,
  path: string,
  text: string | undefined,
): string | undefined {
  const plan = planUninstall(stateDir, agent, scope, path);
  return plan === undefined ? text : plan.after;
}

function findRecord(stateDir: string, agent: AgentContract, path: string): InstallRecord | undefined {
  return readInstalls(stateDir).find((record) => record.agent === agent.name && record.path === path);
}

/** The text of a file, `undefined` when there is none. */
export function readText(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new HookloomError("AGENT_SETTINGS_INVALID", `${path} could not be read (${(thrown as NodeJS.ErrnoException).code}).`, {
      cause: thrown,
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HookloomError("AGENT_SETTINGS_INVALID", `${path} is not UTF-8 text.`);
  }
}
