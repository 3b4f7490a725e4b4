// The points in the life of an agent and of its subagents. `catalogue.ts` joins them.

import {
  AFTER_RESULTS,
  DECISION_RESULTS,
  FAILURE_RESULTS,
  OBSERVER_RESULTS,
  OPERATION_RESULTS,
  START_RESULTS,
} from "./allowed-results.ts";
import { ENDING, FAILURE, MODEL_USAGE, optional, PARTIES } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const AGENT = {
  ...PARTIES,
  agent_id: optional("string", "The agent."),
  agent_name: optional("string", "Name of the agent."),
  agent_type: optional("string", "Kind of the agent, such as `reviewer`."),
} as const;

const INPUT = optional("any", "What the agent is asked to do.");
const OUTPUT = optional("any", "What the agent answered.");
const CONFIGURATION = optional("object", "Settings of the agent.");
const REASON = optional("string", "Why it stops.");

const STOPPED = {
  ...AGENT,
  ...ENDING,
  ...MODEL_USAGE,
  input: INPUT,
  output: OUTPUT,
  reason: REASON,
  stop_hook_active: optional("boolean", "Whether the agent only went on because a hook had asked it to."),
} as const;

// Claude Code calls the agent's answer this wherever it stops.
const LAST_MESSAGE = { output: "last_assistant_message" } as const;

/** The life of an agent. */
export const AGENT_POINTS = [
  {
    name: "BeforeAgentInit",
    group: "agent",
    summary: "Fires before an agent is set up.",
    mode: "gate",
    fields: { ...AGENT, configuration: CONFIGURATION },
    primary: "configuration",
    allowed: START_RESULTS,
    after: "AfterAgentInit",
    failure: "AgentError",
    aliases: [],
    example: { agent_name: "researcher", configuration: { model: "large", temperature: 0.2 } },
  },
  {
    name: "AfterAgentInit",
    group: "agent",
    summary: "Fires when an agent has been set up.",
    mode: "observe",
    fields: { ...AGENT, ...ENDING, configuration: CONFIGURATION },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { agent_id: "agent-1", agent_name: "researcher", duration_ms: 12.5 },
  },
  {
    name: "BeforeAgentExecution",
    group: "agent",
    summary: "Fires before an agent starts to work on an input.",
    mode: "gate",
    fields: { ...AGENT, model: MODEL_USAGE.model, input: INPUT },
    primary: "input",
    allowed: OPERATION_RESULTS,
    after: "AfterAgentExecution",
    failure: "AgentError",
    aliases: [{ name: "AgentStart", system: "leanvibe", fields: {} }],
    example: { agent_id: "agent-1", session_id: "session-1", input: "Summarise the report." },
  },
  {
    name: "AfterAgentExecution",
    group: "agent",
    summary: "Fires when an agent has finished, before its answer is used.",
    mode: "transform",
    fields: STOPPED,
    primary: "output",
    allowed: AFTER_RESULTS,
    aliases: [
      { name: "Stop", system: "claude-code", fields: LAST_MESSAGE },
      { name: "Stop", system: "leanvibe", fields: {} },
      { name: "AgentStop", system: "leanvibe", fields: {} },
    ],
    example: { agent_id: "agent-1", output: "Sales rose.", model: "large", input_tokens: 900, output_tokens: 40 },
  },
  {
    name: "AgentError",
    group: "agent",
    summary: "Fires when an agent has failed, before its error reaches the caller.",
    mode: "transform",
    fields: { ...AGENT, ...FAILURE, input: INPUT, output: OUTPUT },
    primary: "error",
    allowed: FAILURE_RESULTS,
    aliases: [
      { name: "Error", system: "leanvibe", fields: {} },
      { name: "StopFailure", system: "claude-code", fields: LAST_MESSAGE },
    ],
    example: { agent_id: "agent-1", error: "the model refused", error_type: "ModelRefusal" },
  },
  {
    name: "BeforeAgentShutdown",
    group: "agent",
    summary: "Fires before an agent is shut down.",
    mode: "gate",
    fields: { ...AGENT, reason: REASON },
    allowed: DECISION_RESULTS,
    after: "AfterAgentShutdown",
    failure: "AgentError",
    aliases: [],
    example: { agent_id: "agent-1", reason: "idle" },
  },
  {
    name: "AfterAgentShutdown",
    group: "agent",
    summary: "Fires when an agent has been shut down.",
    mode: "observe",
    fields: { ...AGENT, ...ENDING, reason: REASON },
    allowed: OBSERVER_RESULTS,
    aliases: [],
    example: { agent_id: "agent-1", reason: "idle" },
  },
  {
    name: "SubagentStart",
    group: "agent",
    summary: "Fires before a subagent starts to work for its parent.",
    mode: "gate",
    fields: { ...AGENT, model: MODEL_USAGE.model, input: INPUT },
    primary: "input",
    allowed: OPERATION_RESULTS,
    after: "SubagentStop",
    failure: "AgentError",
    aliases: [],
    example: { agent_id: "agent-2", agent_type: "reviewer", input: "Review the last change." },
  },
  {
    name: "SubagentStop",
    group: "agent",
    summary: "Fires when a subagent has finished, before its answer reaches its parent.",
    mode: "transform",
    fields: STOPPED,
    primary: "output",
    allowed: AFTER_RESULTS,
    aliases: [{ name: "SubagentStop", system: "claude-code", fields: LAST_MESSAGE }],
    example: { agent_id: "agent-2", agent_type: "reviewer", output: "Two remarks.", stop_hook_active: false },
  },
] as const satisfies readonly HookPoint[];
