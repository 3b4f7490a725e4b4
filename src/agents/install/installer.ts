// Puts our hooks into an agent's settings and takes them out again. What was there before is kept in the state folder, so that
// uninstalling gives it back byte by byte as long as nobody else has changed the file; else only what is ours is taken out.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { AgentContract, Scope } from "../contract.ts";
import { readJsonFile, writeJsonFile } from "../launch-file.ts";
import { addHandlers, assertSettings, listHandlers, removeOurs } from "./settings-file.ts";

/** What a file holds and will hold; `undefined` stands for no file. */
export interface Plan {
  readonly agent: AgentContract;
  readonly scope: Scope;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What uninstalling gives back, when that is not `before`: a file that has something of ours in it already. */
  readonly original?: string | undefined;
}

/** One installation, as the state folder remembers it. */
export interface InstallRecord {
  readonly agent: string;
  readonly scope: Scope;
  readonly path: string;
  /** The file as it was before, in base64; null when there was none. */
  readonly before: string | null;
  /** What we left it as. */
  readonly after_sha256: string;
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
  const without = planUninstall(stateDir, agent, scope, path);
  const base = without === undefined ? before : without.after;
  const text = base === undefined || base.trim() === "" ? "{}\n" : base;
  assertSettings(text, path);
  const events = Object.keys(agent.events).filter((event) => agent.events[event]!.installed === true);
  const handlers = new Map(events.map((event) => [event, handlerOf(event)]));
  const original = without === undefined ? {} : { original: without.after };
  return { agent, scope, path, before, after: addHandlers(text, agent, handlers), ...original };
}

/** What installing the file of a plugin would do: it is ours as a whole. */
export function planPlugin(agent: AgentContract, scope: Scope, path: string, text: string): Plan {
  const before = readText(path);
  const ours = before !== undefined && listHandlers(before, agent).length > 0;
  return { agent, scope, path, before, after: text, ...(ours ? { original: undefined } : {}) };
}

/** What uninstalling would do; `undefined` when nothing of ours is there. */
export function planUninstall(stateDir: string, agent: AgentContract, scope: Scope, path: string): Plan | undefined {
  const before = readText(path);
  if (before === undefined) return undefined;
  const record = findRecord(stateDir, agent, path);
  if (record !== undefined && sha256(before) === record.after_sha256) {
    const after = record.before === null ? undefined : Buffer.from(record.before, "base64").toString("utf8");
    return { agent, scope, path, before, after };
  }
  if (agent.settings.layout !== "plugin") assertSettings(before, path);
  if (!listHandlers(before, agent).some(({ ours }) => ours)) return undefined;
  return { agent, scope, path, before, after: removeOurs(before, agent) };
}

/** Does what a plan says, and remembers or forgets what was there before. */
export function carryOut(stateDir: string, plan: Plan, installs: boolean, nowMs: number): void {
  const { agent, scope, path, before, after } = plan;
  const others = readInstalls(stateDir).filter((record) => record.agent !== agent.name || record.path !== path);
  const known = findRecord(stateDir, agent, path);
  if (installs && after !== undefined) {
    // Installed again over what we installed: what was there before us is what counts.
    const original =
      known !== undefined && before !== undefined && sha256(before) === known.after_sha256
        ? known.before
        : toBase64("original" in plan ? plan.original : before);
    const record: InstallRecord = {
      agent: agent.name,
      scope,
      path,
      before: original,
      after_sha256: sha256(after),
      installed_at: nowMs,
    };
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

function toBase64(text: string | undefined): string | null {
  return text === undefined ? null : Buffer.from(text, "utf8").toString("base64");
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
