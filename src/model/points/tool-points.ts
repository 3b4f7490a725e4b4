// The points around the tools that agents call. `catalogue.ts` joins them.

import { AFTER_RESULTS, DECISION_RESULTS, FAILURE_RESULTS, OPERATION_RESULTS } from "./allowed-results.ts";
import { RISKS } from "../risk.ts";
import { ENDING, FAILURE, optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const CALL = {
  ...PARTIES,
  tool_name: required("string", "Name of the tool."),
  parameters: optional("object", "Arguments of the call."),
  tool_id: optional("string", "Id of the call."),
  context: optional("any", "What the host says about the occasion of the call."),
} as const;

const DISCOVERY = {
  ...PARTIES,
  source: optional("string", "Where tools are looked for, such as the name of a server."),
  query: optional("string", "What kind of tool is looked for."),
} as const;

// Claude Code's names for the arguments and the id of a call.
const CLAUDE_CALL = { parameters: "tool_input", tool_id: "tool_use_id" } as const;

/** Tools and their calls. */
export const TOOL_POINTS = [
  {
    name: "BeforeToolDiscovery",
    group: "tool",
    summary: "Fires before the tools an agent can call are looked up.",
    mode: "gate",
    fields: DISCOVERY,
    primary: "query",
    allowed: OPERATION_RESULTS,
    after: "AfterToolDiscovery",
    aliases: [],
    example: { agent_id: "agent-1", source: "files", query: "read" },
  },
  {
    name: "AfterToolDiscovery",
    group: "tool",
    summary: "Fires when tools have been looked up, before an agent is offered them.",
    mode: "transform",
    fields: { ...DISCOVERY, ...ENDING, tools: required("array", "The tools found.") },
    primary: "tools",
    allowed: AFTER_RESULTS,
    aliases: [],
    example: { agent_id: "agent-1", source: "files", tools: [{ name: "Read" }, { name: "Write" }] },
  },
  {
    name: "ToolValidation",
    group: "tool",
    summary: "Fires when the arguments of a tool call are checked, before the call is considered.",
    mode: "gate",
    fields: { ...CALL, schema: optional("object", "JSON Schema of the tool's arguments.") },
    primary: "parameters",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: { tool_name: "Bash", parameters: { command: "ls" }, schema: { type: "object", required: ["command"] } },
  },
  {
    name: "PermissionRequest",
    group: "tool",
    summary: "Fires when a tool call needs permission, before the user is asked.",
    mode: "gate",
    fields: { ...CALL, permission_suggestions: optional("array", "Rules the program would add if the user agreed.") },
    primary: "parameters",
    allowed: DECISION_RESULTS,
    aliases: [{ name: "PermissionRequest", system: "claude-code", fields: CLAUDE_CALL }],
    example: { tool_name: "Bash", parameters: { command: "npm publish" } },
  },
  {
    name: "CommandAssessment",
    group: "tool",
    summary:
      "Fires when the command guard has assessed a command by its rules: hooks raise the `risk` and say `why`, or cancel, which makes it CRITICAL.",
    mode: "gate",
    failureMode: "fail_closed",
    fields: {
      ...PARTIES,
      command: required("string", "The command."),
      risk: { ...required("string", "How dangerous it is. One that hooks lower stays as it was."), values: RISKS },
      why: required("string", 'What it does; completes "this command ...".'),
      rule: required("string", "Id of the rule that decided; `none` when no rule applies."),
      part: required("object", "The part that decided: its `text`, and its `start` and `end` in the command."),
      tool_name: optional("string", "Name of the tool that is to run it."),
      hook_point: optional("string", "The point at which the guard was asked."),
    },
    primary: "risk",
    allowed: DECISION_RESULTS,
    aliases: [],
    example: {
      command: "git push origin main",
      risk: "SAFE",
      why: "no rule applies",
      rule: "none",
      part: { text: "", start: 0, end: 0 },
      tool_name: "Bash",
      hook_point: "BeforeToolExecution",
    },
  },
  {
    name: "BeforeToolExecution",
    group: "tool",
    summary: "Fires before a tool is run.",
    mode: "gate",
    fields: CALL,
    primary: "parameters",
    allowed: OPERATION_RESULTS,
    after: "AfterToolExecution",
    failure: "ToolError",
    // The name that two systems share means Claude Code's fields unless the caller says otherwise, so it comes first.
    aliases: [
      { name: "BeforeToolCall", system: "rustyclaw", fields: {} },
      { name: "beforeToolCall", system: "ironclaw", fields: {} },
      { name: "PreToolUse", system: "claude-code", fields: CLAUDE_CALL },
      { name: "PreToolUse", system: "leanvibe", fields: {} },
    ],
    example: { tool_name: "Bash", parameters: { command: "ls -l" }, tool_id: "call-1", user_id: "user-7" },
  },
  {
    name: "AfterToolExecution",
    group: "tool",
    summary: "Fires when a tool has been run, before its result is used.",
    mode: "transform",
    fields: { ...CALL, ...ENDING, result: optional("any", "What the tool answered.") },
    primary: "result",
    allowed: AFTER_RESULTS,
    aliases: [
      { name: "AfterToolCall", system: "rustyclaw", fields: {} },
      { name: "PostToolUse", system: "claude-code", fields: { ...CLAUDE_CALL, result: "tool_response" } },
      { name: "PostToolUse", system: "leanvibe", fields: { duration_ms: "execution_time_ms" } },
    ],
    example: { tool_name: "Bash", parameters: { command: "ls" }, tool_id: "call-1", success: true, result: "README.md" },
  },
  {
    name: "ToolError",
    group: "tool",
    summary: "Fires when a tool has failed, before its error reaches the agent.",
    mode: "transform",
    fields: {
      ...CALL,
      ...FAILURE,
      is_interrupt: optional("boolean", "Whether it failed because the user interrupted it."),
    },
    primary: "error",
    allowed: FAILURE_RESULTS,
    aliases: [{ name: "PostToolUseFailure", system: "claude-code", fields: CLAUDE_CALL }],
    example: { tool_name: "Bash", parameters: { command: "ls /nowhere" }, tool_id: "call-1", error: "exit status 2" },
  },
] as const satisfies readonly HookPoint[];
