// The agent hooks of VS Code: Claude Code's answers, but for a decision that stands inside when the agent stops.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, tool } from "./common.ts";

const TOOL = ["tool_name", "tool_input", "tool_use_id"] as const;

export const vscode: AgentContract = {
  name: "vscode",
  title: "VS Code",
  source: "microsoft/vscode-docs of July 2026",
  program: "code",
  dialect: "claude",
  eventField: "hook_event_name",
  settings: {
    layout: "manual",
    paths: {},
    switches: [],
    trust: "Add `hookloom hook vscode <event>` as the command of each event to the hook file that VS Code uses.",
  },
  timeout: { unit: "s", default: 30 },
  onTimeout: "unknown",
  onCrash: "unknown",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason",
  output: "lenient",
  tools: { run_in_terminal: tool("Bash"), read_file: tool("Read"), editFiles: tool("Edit") },
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      TOOL,
      { deny: "permission", ask: "permission", allow: "permission", input: "whole", context: true, notice: true },
      { fields: CALL_FIELDS },
    ),
    PostToolUse: installed(
      "AfterToolExecution",
      [...TOOL, "tool_response"],
      { deny: "decision", context: true, notice: true },
      { fields: RESULT_FIELDS },
    ),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { notice: true }),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }),
    Stop: installed("AfterAgentExecution", ["stop_hook_active"], { again: "behavior", notice: true }),
    SubagentStart: installed("SubagentStart", ["agent_id", "agent_type"], { context: true, notice: true }),
    SubagentStop: installed("SubagentStop", ["agent_id", "agent_type"], { again: "decision", notice: true }),
    PreCompact: installed("BeforeCompaction", ["trigger"], { notice: true }),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
