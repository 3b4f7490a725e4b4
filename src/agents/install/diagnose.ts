// Whether an agent's effective configuration calls us: what the doctor of `hookloom agents` looks at, without starting anything.

import { parse } from "jsonc-parser";
import { isJsonObject } from "../../foundation/json.ts";
import type { AgentContract } from "../contract.ts";
import { readPath } from "../paths.ts";
import { readText } from "./installer.ts";
import { lintSettings } from "./lint.ts";
import { listHandlers } from "./settings-file.ts";
import { expandPath, type Machine } from "./settings-path.ts";

/** One thing that was looked at. */
export interface Finding {
  readonly level: "good" | "note" | "bad";
  readonly text: string;
}

/** Looks at the settings file of an installation, and at the others that the agent reads. */
export function diagnose(agent: AgentContract, path: string, machine: Machine): Finding[] {
  const text = readText(path);
  if (text === undefined) return [{ level: "bad", text: `${path} is gone: install again.` }];
  return [
    ...lintSettings(text, agent).map((fault): Finding => ({ level: "bad", text: fault })),
    ...findMissing(text, agent),
    ...allSettings(agent, path, machine).flatMap((file) => findSwitches(file, agent)),
    ...(agent.settings.trust === undefined ? [] : [{ level: "note", text: agent.settings.trust } as const]),
  ];
}

function findMissing(text: string, agent: AgentContract): Finding[] {
  const found = listHandlers(text, agent).filter(({ ours }) => ours);
  const asked = new Set(found.map(({ event }) => event));
  const missing = Object.keys(agent.events).filter((event) => agent.events[event]!.installed === true && !asked.has(event));
  const narrowed = found.filter(({ matcher }) => matcher !== undefined && matcher !== "" && matcher !== "*");
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

/** The agent's files of both scopes and what else it reads, as far as they are there. */
function allSettings({ settings }: AgentContract, path: string, machine: Machine): string[] {
  const paths = [...Object.values(settings.paths), ...(settings.alsoReads ?? [])].map((each) =>
    expandPath(each, settings.homeVariable, machine),
  );
  return [...new Set([path, ...paths])].filter((each) => each.endsWith(".json"));
}

function findSwitches(file: string, { settings }: AgentContract): Finding[] {
  const values: unknown = parse(readText(file) ?? "", [], { allowTrailingComma: true });
  if (!isJsonObject(values)) return [];
  return settings.switches
    .filter(({ path, off }) => readPath(values, path) === off)
    .map(({ path, off }): Finding => ({ level: "bad", text: `${path} = ${off} in ${file} switches every hook off` }));
}
