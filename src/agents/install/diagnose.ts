// Whether an agent's effective configuration calls us: what the doctor of `hookloom agents` looks at, without starting anything.

import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { parse } from "jsonc-parser";
import * as toml from "smol-toml";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import { INSTALLED_TIMEOUT_MS, installedEvents, type AgentContract } from "../contract.ts";
import type { LedgerPages } from "../ledger.ts";
import { readPath } from "../paths.ts";
import { timeoutMsOf } from "./handler.ts";
import { findUnapproved } from "./approvals.ts";
import { lintAt } from "./lint.ts";
import { pathsInPlugin } from "./plugin-file.ts";
import { readHandlers, readText } from "./read-handlers.ts";
import { matchesEverything, type FoundHandler } from "./settings-file.ts";
import { expandPath, type Machine } from "./settings-path.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly level: "good" | "note" | "bad";
  readonly text: string;
}

/** Looks at the settings file of an installation, at the others that the agent reads, and at what was heard of the agent so far. */
export function diagnose(agent: AgentContract, path: string, machine: Machine, heard: LedgerPages[string] = {}): Finding[] {
  const ours = readHandlers(agent, path)?.filter((found) => found.ours);
  if (ours === undefined) return [{ level: "bad", text: `${path} is gone: install again.` }];
  return [
    ...(lintAt(agent, path) ?? []).map((fault): Finding => ({ level: "bad", text: fault })),
    ...findMissing(ours, agent),
    ...findGone(ours, path, agent),
    ...findWeakened(ours, agent),
    ...findUnapproved(ours, agent, machine),
    ...findSilence(agent, heard),
    ...allSettings(agent, path, machine).flatMap((file) => findSwitches(file, agent)),
    ...(agent.settings.trust === undefined ? [] : [{ level: "note", text: agent.settings.trust } as const]),
  ];
}

function findMissing(ours: readonly FoundHandler[], agent: AgentContract): Finding[] {
  const asked = new Set(ours.map(({ event }) => event));
  const missing = installedEvents(agent).filter((event) => !asked.has(event));
  const narrowed = ours.filter(({ matcher }) => !matchesEverything(matcher));
  return [
    missing.length === 0
      ? { level: "good", text: `${asked.size} events ask us` }
      : { level: "bad", text: `nothing asks us at ${missing.join(", ")}: install again` },
    ...narrowed.map(({ event, matcher }): Finding => ({
      level: "note",
      text: `${event} asks us only for ${JSON.stringify(matcher)}`,
    })),
  ];
}

/** Programs and files that our handlers name and that are not there any more: the agent would go on unasked. */
function findGone(ours: readonly FoundHandler[], path: string, { settings }: AgentContract): Finding[] {
  const named =
    settings.plugin === undefined ? ours.flatMap(({ handler }) => pathsInCommand(handler)) : pathsInPlugin(readText(path) ?? "");
  const gone = new Set(named.filter((path) => !existsSync(path)));
  return [...gone].map((each) => ({ level: "bad", text: `${each} is gone, so that nothing is asked: install again` }));
}

/** The programs of a command, but not its state folder, which is made when it is needed. */
function pathsInCommand({ command, bash }: JsonObject): string[] {
  const words = [...String(command ?? bash ?? "").matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)];
  const plain = words.map(([, single, double, bare]) => single ?? double ?? bare ?? "");
  return plain.filter((word, index) => isAbsolute(word) && plain[index - 1] !== "--state");
}

/** Handlers of ours that were changed so that they cannot refuse in time, or at all. */
function findWeakened(ours: readonly FoundHandler[], agent: AgentContract): Finding[] {
  const { events, settings } = agent;
  const findings: Finding[] = [];
  for (const { event, handler } of ours) {
    if (handler.async === true && events[event]?.powers.deny !== undefined) {
      const text = `${event} does not wait for our answer ("async"), so that nothing can be refused`;
      findings.push({ level: "bad", text });
    }
    const limit = settings.timeoutField === undefined ? undefined : handler[settings.timeoutField];
    const limitMs = typeof limit === "number" ? timeoutMsOf(agent, limit) : INSTALLED_TIMEOUT_MS;
    if (limitMs < INSTALLED_TIMEOUT_MS) {
      const text = `${event} gives up after ${limitMs} ms; a daemon that is starting needs up to ${INSTALLED_TIMEOUT_MS}`;
      findings.push({ level: "note", text });
    }
  }
  return findings;
}

/** Tools that were used without anybody having asked before. */
function findSilence({ events, title }: AgentContract, heard: LedgerPages[string]): Finding[] {
  const fired = (point: string): boolean => Object.keys(heard).some((event) => events[event]?.point === point);
  return fired("AfterToolExecution") && !fired("BeforeToolExecution")
    ? [{ level: "bad", text: `${title} has told of tools that it used, and never asked before it used them` }]
    : [];
}

/** The agent's files of both scopes and what else it reads, as far as they are there. */
function allSettings({ settings }: AgentContract, path: string, machine: Machine): string[] {
  const paths = [...Object.values(settings.paths), ...(settings.alsoReads ?? [])].map((each) =>
    expandPath(each, settings.homeVariable, machine),
  );
  return [...new Set([path, ...paths])].filter((each) => /\.(json|toml)$/.test(each));
}

/** What a file in TOML says; one that cannot be read says nothing. */
function parseToml(text: string): unknown {
  try {
    return toml.parse(text);
  } catch {
    return undefined;
  }
}

function findSwitches(file: string, { settings }: AgentContract): Finding[] {
  const values = file.endsWith(".toml")
    ? parseToml(readText(file) ?? "")
    : parse(readText(file) ?? "", [], { allowTrailingComma: true });
  if (!isJsonObject(values)) return [];
  return settings.switches
    .filter(({ path, off }) => readPath(values, path) === off)
    .map(({ path, off }): Finding => ({ level: "bad", text: `${path} = ${off} in ${file} switches every hook off` }));
}
