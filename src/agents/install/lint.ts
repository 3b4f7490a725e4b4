// What is wrong with the hooks in an agent's own settings file, ours or not: the mistakes that make an agent ignore a hook in
// silence. `hookloom agents lint` and the doctor print it.

import { RE2JS } from "re2js";
import { isJsonObject } from "../../foundation/json.ts";
import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import type { AgentContract } from "../contract.ts";
import { timeoutMsOf } from "./handler.ts";
import { isExecutable, readHandlers, readText } from "./read-handlers.ts";
import { listHandlers, matchesEverything, type FoundHandler } from "./settings-file.ts";
import { textOf } from "./settings-text.ts";

/** Longer than anybody means a hook to run, and shorter than any does, in milliseconds. */
const LONGEST_MS = 3_600_000;
const SHORTEST_MS = 100;

/** The mistakes in an agent's settings file or folder, one sentence each; `undefined` when it is not there. */
export function lintAt(agent: AgentContract, path: string): string[] | undefined {
  if (agent.settings.layout === "files") return readHandlers(agent, path)?.flatMap((found) => lintFile(found, agent));
  const text = readText(path);
  return text === undefined ? undefined : lintSettings(text, agent);
}

/** The mistakes in the text of a settings file. */
export function lintSettings(text: string, agent: AgentContract): string[] {
  // Code is not ours to judge; whether it is the plugin that was installed is for the doctor to say.
  if (agent.settings.layout === "plugin") return [];
  const { notation, findSyntaxProblem } = textOf(agent);
  const problem = findSyntaxProblem(text);
  if (problem !== undefined)
    return [`Line ${problem.line}: the file is not ${notation} (${problem.message}); the agent ignores all of it.`];
  return [...findWrongNesting(text, agent), ...listHandlers(text, agent).flatMap((found) => lintHandler(found, agent))];
}

/** Files of other names may well be there for the hooks, unless such a name was meant to be an event's. */
function lintFile({ event, path, file }: FoundHandler, { events, title }: AgentContract): string[] {
  const suggestions = suggestNames(event, Object.keys(events));
  if (!Object.hasOwn(events, event))
    return suggestions.length === 0 ? [] : [`${path[0]}: ${title} has no event of this name.${didYouMean(suggestions)}`];
  return isExecutable(file!) ? [] : [`${path[0]}: the file is not executable, so that ${title} does not run it.`];
}

function findWrongNesting(text: string, agent: AgentContract): string[] {
  const { settings, events, title } = agent;
  const top = textOf(agent).parse(text);
  if (!isJsonObject(top)) return [];
  const outside = Object.keys(top).filter((key) => Object.hasOwn(events, key));
  const wrapped = settings.layout === "grouped" || settings.layout === "flat";
  const faults =
    wrapped && outside.length > 0
      ? [`${outside.join(", ")} must stand inside "hooks"; ${title} does not look for events at the top.`]
      : [];
  if (settings.layout === "grouped_bare" && "hooks" in top) faults.push(`${title} wants events at the top, not inside "hooks".`);
  for (const [name, value] of Object.entries(settings.top ?? {})) {
    if (top[name] !== value) faults.push(`"${name}" must be ${JSON.stringify(value)}.`);
  }
  return faults;
}

function lintHandler({ event, handler, matcher, path }: FoundHandler, agent: AgentContract): string[] {
  const where = path.join(".");
  const known = Object.keys(agent.events);
  if (agent.otherEvents?.includes(event) === true) return [];
  const contract = Object.hasOwn(agent.events, event) ? agent.events[event] : undefined;
  if (contract === undefined)
    return [`${where}: ${agent.title} has no event "${event}".${didYouMean(suggestNames(event, known))}`];
  const faults: string[] = [];
  if (matcher !== undefined && !matchesEverything(matcher)) {
    if (contract.matcher !== true) faults.push(`${where}: the matcher is ignored at ${event}.`);
    else if (!isExpression(matcher)) faults.push(`${where}: the matcher ${JSON.stringify(matcher)} is no regular expression.`);
  }
  const { timeoutField } = agent.settings;
  const timeout = timeoutField === undefined ? undefined : handler[timeoutField];
  if (typeof timeout === "number") {
    const { unit } = agent.timeout;
    const timeoutMs = timeoutMsOf(agent, timeout);
    if (timeoutMs > LONGEST_MS || timeoutMs < SHORTEST_MS)
      faults.push(`${where}: the time-out ${timeout} is in ${unit === "s" ? "seconds" : "milliseconds"}.`);
  }
  return faults;
}

function isExpression(matcher: string): boolean {
  try {
    RE2JS.compile(matcher);
    return true;
  } catch {
    return false;
  }
}
