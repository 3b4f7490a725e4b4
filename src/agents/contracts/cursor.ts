// Cursor. The gates before every tool are preferred to those before shell commands and MCP tools: both fire for one call.

import type { AgentContract, EventPowers } from "../contract.ts";
import { CALL_FIELDS, installed, tool, understood } from "./common.ts";

const GATE: EventPowers = { deny: "permission", ask: "permission", allow: "permission" };
const READ: EventPowers = { deny: "permission" };

const own = (event: string): string => `cursor:${event}`;

export const cursor: AgentContract = {
  name: "cursor",
  title: "Cursor",
  source: "cursor.com/docs/hooks of 2026 and captures of 2.5.25",
  // 1.7 began with hooks; those before and after every tool, and of sessions, came with 2.4 (open-gsd/gsd-core, issue 777).
  versionFloor: "2.4.0",
  program: "cursor",
  dialect: "cursor",
  eventField: "hook_event_name",
  settings: {
    layout: "flat",
    paths: { user: "~/.cursor/hooks.json", project: ".cursor/hooks.json" },
    alsoReads: [".claude/settings.json"],
    top: { version: 1 },
    switches: [],
    timeoutField: "timeout",
    untyped: true,
  },
  timeout: { unit: "s" },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 denies, others change nothing unless the entry is `failClosed`",
  output: "lenient",
  stopLimit: 5,
  environment: ["CURSOR_PROJECT_DIR", "CURSOR_VERSION"],
  tools: { Shell: tool("Bash"), Task: tool("Agent") },
  events: {
    preToolUse: installed(
      "BeforeToolExecution",
      ["tool_name", "tool_input"],
      { deny: "permission", input: "whole" },
      { fields: CALL_FIELDS, matcher: true },
    ),
    postToolUse: installed(
      "AfterToolExecution",
      ["tool_name", "tool_input", "tool_output"],
      { context: true },
      { fields: { ...CALL_FIELDS, result: "tool_output", duration_ms: "duration" }, jsonTexts: ["result"], matcher: true },
    ),
    postToolUseFailure: installed(
      "ToolError",
      ["tool_name", "tool_input", "error_message"],
      {},
      {
        fields: { ...CALL_FIELDS, error: "error_message", error_type: "failure_type", duration_ms: "duration" },
        matcher: true,
      },
    ),
    beforeShellExecution: understood("BeforeToolExecution", ["command"], GATE, {
      tool: "Bash",
      fields: { "parameters.command": "command" },
      matcher: true,
    }),
    afterShellExecution: understood(
      "AfterToolExecution",
      ["command", "output"],
      {},
      {
        tool: "Bash",
        fields: { "parameters.command": "command", result: "output", duration_ms: "duration" },
      },
    ),
    beforeMCPExecution: understood("BeforeToolExecution", ["tool_name", "tool_input"], GATE, {
      fields: CALL_FIELDS,
      jsonTexts: ["parameters"],
    }),
    afterMCPExecution: understood(
      "AfterToolExecution",
      ["tool_name", "tool_input", "result_json"],
      {},
      { fields: { ...CALL_FIELDS, result: "result_json", duration_ms: "duration" }, jsonTexts: ["parameters", "result"] },
    ),
    beforeReadFile: understood("BeforeToolExecution", ["file_path", "content"], READ, {
      tool: "Read",
      fields: { "parameters.file_path": "file_path" },
    }),
    beforeTabFileRead: understood("BeforeToolExecution", ["file_path", "content"], READ, {
      tool: "Read",
      fields: { "parameters.file_path": "file_path" },
    }),
    afterFileEdit: understood(own("afterFileEdit"), ["file_path", "edits"], {}),
    afterTabFileEdit: understood(own("afterTabFileEdit"), ["file_path", "edits"], {}),
    beforeSubmitPrompt: installed("UserPromptSubmit", ["prompt"], { deny: "continue" }),
    afterAgentResponse: understood(own("afterAgentResponse"), ["text"], {}),
    afterAgentThought: understood(own("afterAgentThought"), ["text"], {}),
    stop: installed("AfterAgentExecution", ["status", "loop_count"], { again: "message" }),
    subagentStart: installed(
      "SubagentStart",
      ["subagent_id", "subagent_type", "task"],
      { deny: "permission" },
      { fields: { agent_id: "subagent_id", agent_type: "subagent_type", input: "task", model: "subagent_model" } },
    ),
    subagentStop: installed(
      "SubagentStop",
      ["subagent_type", "status"],
      { again: "message" },
      { fields: { agent_type: "subagent_type", output: "summary", input: "task" } },
    ),
    sessionStart: installed("SessionStart", ["session_id"], { context: true }),
    sessionEnd: installed("SessionEnd", ["session_id", "reason"], {}),
    workspaceOpen: understood(own("workspaceOpen"), [], {}),
    preCompact: installed("BeforeCompaction", ["trigger"], { notice: true }),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
