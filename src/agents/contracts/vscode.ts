// The agent hooks of VS Code: Claude Code's answers, but for a decision that stands inside when the agent stops.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, tool } from "./common.ts";

const TOOL = ["tool_name", "tool_input", "tool_use_id"] as const;

/** Newer versions send both names as Claude Code does. */
const SESSION = { session_id: "sessionId" } as const;
const FILE = { file_path: "filePath" } as const;

export const vscode: AgentContract = {
  name: "vscode",
  title: "VS Code",
  source: "microsoft/vscode-docs of July 2026",
  // Its release notes of February 2026.
  versionFloor: "1.109.3",
  program: "code",
  dialect: "claude",
  eventField: "hook_event_name",
  settings: {
    layout: "flat",
    // VS Code reads every file there; so does Copilot CLI, which has a file of its own beside it.
    paths: { user: "~/.copilot/hooks/hookloom-vscode.json", project: ".github/hooks/hookloom-vscode.json" },
    alsoReads: ["~/.claude/settings.json", ".claude/settings.json", ".claude/settings.local.json"],
    switches: [],
    trust:
      "An organisation can switch hooks off. VS Code and Copilot CLI read each other's hooks, and Claude Code's: where several are installed, the scripts are asked several times.",
    timeoutField: "timeout",
  },
  timeout: { unit: "s", default: 30 },
  onTimeout: "unknown",
  onCrash: "unknown",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason",
  output: "lenient",
  tools: {
    run_in_terminal: tool("Bash"),
    read_file: tool("Read", FILE),
    create_file: tool("Write", FILE),
    replace_string_in_file: tool("Edit", { ...FILE, old_string: "oldString", new_string: "newString" }),
    insert_edit_into_file: tool("Edit", { ...FILE, new_string: "code" }),
    editFiles: tool("Edit"),
    grep_search: tool("Grep"),
    file_search: tool("Glob"),
    list_dir: tool("LS"),
    fetch_webpage: tool("WebFetch"),
    manage_todo_list: tool("TodoWrite"),
    runSubagent: tool("Agent"),
  },
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      TOOL,
      { deny: "permission", ask: "permission", allow: "permission", input: "whole", context: true, notice: true },
      { fields: { ...SESSION, ...CALL_FIELDS } },
    ),
    PostToolUse: installed(
      "AfterToolExecution",
      TOOL,
      { deny: "decision", context: true, notice: true },
      { fields: { ...SESSION, ...CALL_FIELDS, result: "tool_response|tool_result.text_result_for_llm" } },
    ),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { notice: true }, { fields: SESSION }),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }, { fields: SESSION }),
    Stop: installed("AfterAgentExecution", ["stop_hook_active"], { again: "behavior", notice: true }, { fields: SESSION }),
    SubagentStart: installed("SubagentStart", ["agent_id", "agent_type"], { context: true, notice: true }, { fields: SESSION }),
    SubagentStop: installed("SubagentStop", ["agent_id", "agent_type"], { again: "decision", notice: true }, { fields: SESSION }),
    PreCompact: installed("BeforeCompaction", ["trigger"], { notice: true }, { fields: SESSION }),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
