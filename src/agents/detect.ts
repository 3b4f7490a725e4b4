// Which agent sent a payload, when nobody says so: by what only that agent sends. `agent-desk.ts` asks.

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

/** The agent of a payload; Claude Code when nothing says otherwise, because most others speak its language. */
export function detectAgent(payload: unknown, environment: Environment): AgentContract {
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
