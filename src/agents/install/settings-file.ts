// The hooks in an agent's settings file: which there are, which are ours, the text with ours in it and without. Knows the
// layouts of `contract.ts`; `installer.ts`, the doctor and the linter call it.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import { installedEvents, type AgentContract } from "../contract.ts";
import { textOf, type SettingsPath } from "./settings-text.ts";

/** One handler in a settings file. */
export interface FoundHandler {
  readonly event: string;
  readonly path: SettingsPath;
  readonly handler: JsonObject;
  /** The matcher of its group, or its own. */
  readonly matcher?: string;
  /** The file that is the hook, for the layout `files`. */
  readonly file?: string;
  readonly ours: boolean;
}

/** Whether a matcher narrows nothing. */
export function matchesEverything(matcher: string | undefined): boolean {
  return matcher === undefined || matcher === "" || matcher === "*";
}

/** What every command and address of ours has in it. */
const OURS = /hookloom-hook|hookloom(?:\.mjs)?["']? hook |\/hooks\/[a-z-]+\?event=/;

/** Names under which we stand where hooks have names. */
export const OUR_NAME = "hookloom";

/**
 * Refuses a text that holds no object.
 * @throws HookloomError AGENT_SETTINGS_INVALID with the place
 */
export function assertSettings(text: string, file: string, agent: AgentContract): void {
  const { notation, findSyntaxProblem } = textOf(agent);
  const problem = findSyntaxProblem(text);
  if (problem === undefined) return;
  throw new HookloomError("AGENT_SETTINGS_INVALID", `The settings of the agent are not ${notation}: ${problem.message}.`, {
    place: { file, line: problem.line },
  });
}

/** Every handler in the text, in its order. */
export function listHandlers(text: string, agent: AgentContract): FoundHandler[] {
  if (agent.settings.layout === "plugin") return inPlugin(text, agent);
  const settings = textOf(agent).parse(text);
  if (!isJsonObject(settings)) return [];
  switch (agent.settings.layout) {
    case "grouped":
      return inGroups(settings.hooks, ["hooks"]);
    case "grouped_bare":
      return inGroups(settings, []);
    case "flat":
      return inLists(settings.hooks, ["hooks"]);
    case "named":
      return Object.entries(settings).flatMap(([name, events]) => [...inGroups(events, [name]), ...inLists(events, [name])]);
    case "list":
      return asList(settings.hooks).flatMap((entry, index) => {
        const action = isJsonObject(entry) && isJsonObject(entry.action) ? entry.action : undefined;
        if (!isJsonObject(entry) || action === undefined) return [];
        return [found(String(entry.trigger), ["hooks", index], action, entry.matcher)];
      });
    default:
      return [];
  }
}

/**
 * The text with a handler for each of these events at the end of the event's own.
 * @throws TypeError when something else stands where handlers do
 */
export function addHandlers(text: string, agent: AgentContract, handlers: ReadonlyMap<string, JsonObject>): string {
  let changed = text;
  for (const [name, value] of Object.entries(agent.settings.top ?? {})) changed = textOf(agent).ensureField(changed, name, value);
  for (const [event, handler] of handlers) changed = addHandler(changed, agent, event, handler);
  return changed;
}

/** Whether a file that can only be ours as a whole is. */
export function isOurs(text: string, { settings }: AgentContract): boolean {
  return OURS.test(text) || Object.values(settings.plugin?.beside ?? {}).includes(text);
}

/** The text without any handler of ours. */
export function removeOurs(text: string, agent: AgentContract): string {
  const ours = listHandlers(text, agent).filter((found) => found.ours);
  return removeHandlers(text, agent, ours);
}

/** The text without these handlers of it. */
export function removeHandlers(text: string, agent: AgentContract, handlers: readonly FoundHandler[]): string {
  let changed = text;
  // From the end, so that the places of those that are still to go stay true.
  for (const { path } of handlers.toSorted((first, second) => comparePaths(second.path, first.path))) {
    changed = textOf(agent).removeAt(changed, groupIfAlone(changed, agent, path));
  }
  return changed;
}

/** The text with handlers again that were taken out of it, each in a group of its own. */
export function putBack(
  text: string,
  agent: AgentContract,
  handlers: readonly Pick<FoundHandler, "event" | "handler" | "matcher">[],
): string {
  return handlers.reduce((changed, { event, handler, matcher }) => addHandler(changed, agent, event, handler, matcher), text);
}

/** A matcher is for the layouts that have groups. */
function addHandler(text: string, agent: AgentContract, event: string, handler: JsonObject, matcher?: string): string {
  const { settings, events } = agent;
  const { appendToList } = textOf(agent);
  const group = { ...(matcher === undefined ? {} : { matcher }), hooks: [handler] };
  switch (settings.layout) {
    case "grouped":
      return appendToList(text, ["hooks", event], group);
    case "grouped_bare":
      return appendToList(text, [event], group);
    case "named":
      return appendToList(
        text,
        [OUR_NAME, event],
        events[event]?.matcher === true ? { matcher: "*", hooks: [handler] } : handler,
      );
    case "list": {
      const { timeout, ...action } = handler;
      const timed = timeout === undefined ? {} : { timeout };
      return appendToList(text, ["hooks"], { name: `${OUR_NAME} ${event}`, trigger: event, action, ...timed });
    }
    default:
      return appendToList(text, ["hooks", event], handler);
  }
}

/** A plugin of ours asks at every event, or it is not ours. */
function inPlugin(text: string, agent: AgentContract): FoundHandler[] {
  if (!OURS.test(text)) return [];
  return installedEvents(agent).map((event) => ({ event, path: [event], handler: { type: "plugin" }, ours: true }));
}

function inGroups(events: JsonValue | undefined, path: SettingsPath): FoundHandler[] {
  return eachGroup(events, path).flatMap(({ event, group, at }) =>
    asList(group.hooks).flatMap((handler, index) =>
      isJsonObject(handler) ? [found(event, [...at, "hooks", index], handler, group.matcher)] : [],
    ),
  );
}

function inLists(events: JsonValue | undefined, path: SettingsPath): FoundHandler[] {
  return eachGroup(events, path)
    .filter(({ group }) => !("hooks" in group))
    .map(({ event, group, at }) => found(event, at, group, group.matcher));
}

function eachGroup(events: JsonValue | undefined, path: SettingsPath): { event: string; group: JsonObject; at: SettingsPath }[] {
  if (!isJsonObject(events)) return [];
  return Object.entries(events).flatMap(([event, groups]) =>
    asList(groups).flatMap((group, index) => (isJsonObject(group) ? [{ event, group, at: [...path, event, index] }] : [])),
  );
}

function found(event: string, path: SettingsPath, handler: JsonObject, matcher: JsonValue | undefined): FoundHandler {
  const words = [handler.command, handler.bash, handler.url].filter((word) => typeof word === "string");
  const ours = words.some((word) => OURS.test(word));
  return { event, path, handler, ours, ...(typeof matcher === "string" ? { matcher } : {}) };
}

function comparePaths(first: SettingsPath, second: SettingsPath): number {
  const at = first.findIndex((key, index) => key !== second[index]);
  const [one, other] = [first[at] ?? "", second[at] ?? ""];
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one) < String(other) ? -1 : 1;
}

/** The path of the group a handler is in, when it is the only one there. */
function groupIfAlone(text: string, agent: AgentContract, path: SettingsPath): SettingsPath {
  if (path.at(-2) !== "hooks" || path.length < 4) return path;
  const settings = textOf(agent).parse(text);
  const list = path.slice(0, -1).reduce<unknown>((inside, key) => (inside as Record<string | number, unknown>)[key], settings);
  return Array.isArray(list) && list.length === 1 ? path.slice(0, -2) : path;
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
