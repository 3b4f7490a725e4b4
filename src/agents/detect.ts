// Which agent sent a payload: by what only that agent sends when nobody says so, and when somebody does, whether it can be true,
// for VS Code and Copilot CLI run the hooks of others as well. `agent-desk.ts` and `offline.ts` ask.

import { isJsonObject, type JsonObject } from "../foundation/json.ts";
import { AGENTS, findAgent } from "./agent-list.ts";
import type { AgentContract } from "./contract.ts";

/** Variables of the hook's environment, as far as the shim passes them on. */
export type Environment = Readonly<Record<string, string>>;

/** Signs in the payload, the surest first. */
const SIGNS: readonly (readonly [agent: string, holds: (payload: JsonObject) => boolean])[] = [
  ["cursor", (payload) => "cursor_version" in payload],
  ["windsurf", (payload) => "agent_action_name" in payload],
  ["cline", (payload) => "clineVersion" in payload],
  ["antigravity", (payload) => "toolCall" in payload],
  ["copilot-cli", (payload) => "sessionId" in payload && ("toolName" in payload || typeof payload.timestamp === "number")],
  ["codex", (payload) => "turn_id" in payload && "model" in payload],
  ["gemini-cli", (payload) => hasEventOf("gemini-cli", payload) && "timestamp" in payload],
  ["hermes", (payload) => "extra" in payload && hasEventOf("hermes", payload)],
  ["factory-droid", ({ permission_mode: mode }) => typeof mode === "string" && /^(off|spec|auto-.*)$/.test(mode)],
  ["qwen-code", (payload) => "timestamp" in payload && Object.hasOwn(findAgent("qwen-code").tools, String(payload.tool_name))],
  ["vscode", (payload) => "timestamp" in payload && "tool_use_id" in payload],
  ["openclaw", (payload) => "hook" in payload && "event" in payload],
  ["opencode", (payload) => "hook" in payload && "worktree" in payload],
  ["kiro", (payload) => hasEventOf("kiro", payload)],
];

/** Who sent a payload, and at which of its events. */
export interface Sender {
  readonly agent: AgentContract;
  readonly event: string | undefined;
}

/**
 * The sender of a payload to the hook of an agent, if it is one's; both that agent and the event are as its settings name them.
 * @throws HookloomError AGENT_UNKNOWN
 */
export function findSender(
  named: string | undefined,
  event: string | undefined,
  payload: JsonObject,
  environment: Environment,
): Sender {
  if (named === undefined) return { agent: detectAgent(payload, environment), event };
  const agent = findAgent(named);
  if (!isOfAnother(agent, payload)) return { agent, event };
  const vscode = findAgent("vscode");
  const own = event === undefined ? undefined : (VSCODE_NAMES[event] ?? `${event.charAt(0).toUpperCase()}${event.slice(1)}`);
  return own !== undefined && Object.hasOwn(vscode.events, own) ? { agent: vscode, event: own } : { agent, event };
}

/** Events of Copilot CLI that are not called the same in VS Code but for the first letter. */
const VSCODE_NAMES: Readonly<Record<string, string>> = { userPromptSubmitted: "UserPromptSubmit", agentStop: "Stop" };

/**
 * Whether a payload is one of VS Code's, which Copilot CLI sends as well when it runs the hooks of Claude Code: it has a time in
 * words, where Copilot CLI's own has a number and Claude Code's none.
 */
function isOfAnother({ name }: AgentContract, payload: JsonObject): boolean {
  if (name !== "claude-code" && name !== "copilot-cli") return false;
  return typeof payload.timestamp === "string" && !("cursor_version" in payload);
}

/** The agent of a payload; Claude Code when nothing says otherwise, because most others speak its language. */
function detectAgent(payload: unknown, environment: Environment): AgentContract {
  if (isJsonObject(payload)) {
    const sign = SIGNS.find(([, holds]) => holds(payload));
    if (sign !== undefined) return findAgent(sign[0]);
  }
  const byVariable = AGENTS.find(
    ({ name, environment: own }) => name !== "claude-code" && own?.some((variable) => variable in environment),
  );
  return byVariable ?? findAgent("claude-code");
}

function hasEventOf(agent: string, payload: JsonObject): boolean {
  const { events, eventField = "" } = findAgent(agent);
  const event = payload[eventField];
  return typeof event === "string" && Object.hasOwn(events, event) && !Object.hasOwn(findAgent("claude-code").events, event);
}
