// From what an agent sends to a hook point and its data. Lenient, because agents change faster than their documentation:
// what nobody knows is passed on, what is missing is written down. `agent-desk.ts` calls it.

import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../foundation/json.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import { commandText } from "./command-text.ts";
import type { AgentContract, EventContract } from "./contract.ts";
import { readPath, without, withPath } from "./paths.ts";

/** One thing an agent asks about. */
export interface AgentCall {
  readonly agent: AgentContract;
  /** The agent's own name of the event. */
  readonly eventName: string;
  readonly event: EventContract;
  /** The payload as it came. */
  readonly payload: JsonObject;
  readonly data: JsonObject;
  /** Fields the agent's documentation promises and the payload does not have, under the agent's names. */
  readonly missing: readonly string[];
  /** The agent's own name of the tool, where it is about one. */
  readonly nativeTool?: string;
}

/**
 * Reads a payload; `named` is the event as the settings name it, which counts when the payload names none.
 * @throws HookloomError AGENT_EVENT_UNKNOWN
 */
export function decodeCall(agent: AgentContract, payload: JsonObject, named?: string): AgentCall {
  const said = agent.eventField === undefined ? undefined : payload[agent.eventField];
  const own = typeof said === "string" && Object.hasOwn(agent.otherNames ?? {}, said) ? agent.otherNames![said] : said;
  const eventName =
    typeof own === "string" && Object.hasOwn(agent.events, own) ? own : (named ?? guessEvent(agent, payload, own));
  const event = Object.hasOwn(agent.events, eventName) ? agent.events[eventName] : undefined;
  if (event === undefined) throw eventUnknown(agent, eventName);
  const { data, nativeTool } = toCanonical(agent, event, payload);
  const missing = event.required.filter((name) => readPath(payload, name) === undefined);
  return { agent, eventName, event, payload, data, missing, ...(nativeTool === undefined ? {} : { nativeTool }) };
}

/** Arguments under the agent's names again, after hooks changed them. */
export function toNativeParameters(call: AgentCall, parameters: JsonValue): JsonValue {
  const path = call.event.fields?.parameters;
  const before = path === undefined ? undefined : readPath(call.payload, path);
  if (!isJsonObject(parameters)) return parameters;
  if (before !== undefined && typeof before !== "string" && !isJsonObject(before)) return parameters.input ?? null;
  return renamed(parameters, invert(call.agent.tools[call.nativeTool ?? ""]?.parameters ?? {}));
}

function toCanonical(agent: AgentContract, event: EventContract, payload: JsonObject): { data: JsonObject; nativeTool?: string } {
  let data: JsonObject = agent.eventField === undefined ? payload : without(payload, agent.eventField);
  const taken = Object.values(event.fields ?? {}).flatMap((paths) => paths.split("|"));
  for (const native of taken) if (!native.includes(".")) data = without(data, native);
  for (const [canonical, native] of Object.entries(event.fields ?? {})) {
    const value = readAny(payload, native);
    if (value !== undefined) data = withPath(data, canonical, event.jsonTexts?.includes(canonical) ? parsed(value) : value);
  }
  if (event.tool !== undefined) return { data: { tool_name: event.tool, ...data } };
  const { tool_name: toolName, parameters } = data;
  if (typeof toolName !== "string") return { data };
  const known = agent.tools[toolName];
  if (known !== undefined) data = { ...data, tool_name: known.name };
  if (parameters !== undefined) {
    const object = isJsonObject(parameters) ? parameters : { input: parameters };
    const commands = known?.commands === true ? { command: commandText(parameters) } : {};
    data = { ...data, parameters: { ...renamed(object, known?.parameters ?? {}), ...commands } };
  }
  return { data, nativeTool: toolName };
}

/** The first value there is at one of several paths. */
function readAny(payload: JsonObject, paths: string): JsonValue | undefined {
  return paths
    .split("|")
    .map((path) => readPath(payload, path))
    .find((value) => value !== undefined);
}

/** A value that was sent as JSON in a text; what is no JSON stays a text. */
function parsed(value: JsonValue): JsonValue {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}

/** The object with its keys renamed; `names` is from the new name to the old. */
function renamed(object: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  const newNames = new Map(Object.entries(names).map(([to, from]) => [from, to]));
  if (newNames.size === 0) return object;
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [newNames.get(key) ?? key, value]));
}

function invert(names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([to, from]) => [from, to]));
}

/** The event that a payload without a name looks most like: the one with most required fields, all of which are there. */
function guessEvent(agent: AgentContract, payload: JsonObject, own: unknown): string {
  if (typeof own === "string") return own;
  let best: { name: string; fields: number } | undefined;
  for (const [name, { required }] of Object.entries(agent.events)) {
    if (required.length <= (best?.fields ?? 0)) continue;
    if (required.every((field) => readPath(payload, field) !== undefined)) best = { name, fields: required.length };
  }
  return best?.name ?? "";
}

function eventUnknown(agent: AgentContract, name: string): HookloomError {
  const known = Object.keys(agent.events);
  const what = name === "" ? "The payload names no event" : `There is no event ${JSON.stringify(name)}`;
  const message = `${what} of ${agent.title}; it has ${known.join(", ")}.${didYouMean(suggestNames(name, known))}`;
  return new HookloomError("AGENT_EVENT_UNKNOWN", message, { details: { agent: agent.name, event: name } });
}
