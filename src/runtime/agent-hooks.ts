// What a program calls that runs agents: the points around its tools, its stopping and its notifications, with the arguments that
// they have instead of data. Hosts make one for each agent or session with `agentHooks`.

import type { JsonObject, JsonValue } from "../foundation/json.ts";
import type { HookOutcome } from "../model/outcome.ts";
import type { Runtime } from "./runtime.ts";

/** Whose doings hooks are asked about. */
export interface AgentIdentity {
  readonly agentId: string;
  readonly sessionId?: string;
  readonly userId?: string;
}

/** What may be said of a use of a tool. */
export interface ToolUse {
  /** Id of the call, the same before and after it. */
  readonly toolId?: string;
}

/** What may be said of a use of a tool that is over. */
export interface EndedToolUse extends ToolUse {
  readonly parameters?: JsonObject;
  /** What went wrong. Default: nothing, it succeeded. */
  readonly error?: string;
  readonly durationMs?: number;
}

/** What may be said of a notification. */
export interface NotificationDetails {
  readonly title?: string;
  /** How grave it is, such as `info` or `error`. */
  readonly level?: string;
}

export class AgentHooks {
  readonly #runtime: Pick<Runtime, "run" | "guard">;
  readonly #options: { readonly component: { readonly id: string; readonly type: "agent" } };
  readonly #parties: JsonObject;

  /** Use `agentHooks`. */
  constructor(runtime: Pick<Runtime, "run" | "guard">, { agentId, sessionId, userId }: AgentIdentity) {
    this.#runtime = runtime;
    this.#options = { component: { id: agentId, type: "agent" } };
    this.#parties = given({ agent_id: agentId, session_id: sessionId, user_id: userId });
  }

  /**
   * Uses a tool, with the hooks before and after it and what they answer carried out; resolves to what the tool yielded.
   * Rejects with `HookCancelled`, or with what the tool threw.
   */
  useTool<Value>(
    toolName: string,
    parameters: JsonObject,
    run: (parameters: JsonObject) => Value | Promise<Value>,
    { toolId }: ToolUse = {},
  ): Promise<Value> {
    return this.#runtime.guard({
      point: "BeforeToolExecution",
      data: { ...this.#parties, tool_name: toolName, parameters, ...given({ tool_id: toolId }) },
      run: (data) => run(data.parameters ?? {}),
      ...this.#options,
    });
  }

  /** Asks the hooks before a tool is used, for those who use it themselves; `outcomeData` has the parameters to use it with. */
  async preToolUse(toolName: string, parameters: JsonObject, { toolId }: ToolUse = {}): Promise<HookOutcome> {
    const call = { tool_name: toolName, parameters, ...given({ tool_id: toolId }) };
    return this.#runtime.run("BeforeToolExecution", { ...this.#parties, ...call }, this.#options);
  }

  /** Asks the hooks when a tool was used. */
  async postToolUse(toolName: string, result: JsonValue, use: EndedToolUse = {}): Promise<HookOutcome> {
    const { toolId, parameters, error, durationMs } = use;
    const ending = given({ tool_id: toolId, parameters, error, duration_ms: durationMs });
    const call = { tool_name: toolName, result, success: error === undefined, ...ending };
    return this.#runtime.run("AfterToolExecution", { ...this.#parties, ...call }, this.#options);
  }

  /** Asks the hooks when the agent has finished, before its answer is used. */
  async stop(output: JsonValue): Promise<HookOutcome> {
    return this.#runtime.run("AfterAgentExecution", { ...this.#parties, output, success: true }, this.#options);
  }

  /** Tells the hooks what the user is notified of. */
  async notification(message: string, { title, level }: NotificationDetails = {}): Promise<HookOutcome> {
    return this.#runtime.run("Notification", { ...this.#parties, message, ...given({ title, level }) }, this.#options);
  }
}

/** Functions for the points around one agent, whose ids are in the data of all of them. */
export function agentHooks(runtime: Pick<Runtime, "run" | "guard">, agent: AgentIdentity): AgentHooks {
  return new AgentHooks(runtime, agent);
}

function given(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
