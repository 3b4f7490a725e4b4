// Qwen Code: Claude Code's events and answers, Gemini CLI's tools and time-outs.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, STOP_FIELDS, tool, understood } from "./common.ts";

const TOOL = ["tool_name", "tool_input", "tool_use_id"] as const;
const MATCHED = { matcher: true } as const;

const own = (event: string): string => `qwen-code:${event}`;

export const qwenCode: AgentContract = {
  name: "qwen-code",
  title: "Qwen Code",
  source: "docs/users/features/hooks.md of 2026 and the code of 0.24.4; it takes time-outs below 1000 for seconds",
  program: "qwen",
  dialect: "claude",
  eventField: "hook_event_name",
  settings: {
    layout: "grouped",
    paths: { user: "~/.qwen/settings.json", project: ".qwen/settings.json" },
    switches: [{ path: "disableAllHooks", off: true }],
    timeoutField: "timeout",
  },
  // What we write, 30000, means the same to every version: older ones counted milliseconds.
  timeout: { unit: "ms", default: 60_000, secondsBelow: 1000 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason, others change nothing",
  output: "lenient",
  environment: ["QWEN_PROJECT_DIR"],
  tools: {
    run_shell_command: tool("Bash"),
    read_file: tool("Read"),
    write_file: tool("Write"),
    edit: tool("Edit"),
    glob: tool("Glob"),
    grep_search: tool("Grep"),
    list_directory: tool("LS"),
    web_fetch: tool("WebFetch"),
    web_search: tool("WebSearch"),
    todo_write: tool("TodoWrite"),
  },
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      TOOL,
      // 0.24.4 reads no `updatedInput` there, and `allow` changes nothing.
      { deny: "permission", ask: "permission", context: true, notice: true },
      { fields: CALL_FIELDS, ...MATCHED },
    ),
    PostToolUse: installed(
      "AfterToolExecution",
      [...TOOL, "tool_response"],
      { deny: "decision", context: true, notice: true },
      { fields: RESULT_FIELDS, ...MATCHED },
    ),
    PostToolUseFailure: installed("ToolError", [...TOOL, "error"], { context: true }, { fields: CALL_FIELDS, ...MATCHED }),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { deny: "decision", context: true, notice: true }),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }, MATCHED),
    SessionEnd: installed("SessionEnd", ["reason"], {}, MATCHED),
    Stop: installed("AfterAgentExecution", ["stop_hook_active"], { again: "decision", notice: true }, { fields: STOP_FIELDS }),
    StopFailure: understood("AgentError", ["error"], {}, { fields: STOP_FIELDS }),
    SubagentStart: installed("SubagentStart", ["agent_id", "agent_type"], { context: true }, MATCHED),
    SubagentStop: installed(
      "SubagentStop",
      ["agent_id", "agent_type", "stop_hook_active"],
      { again: "decision" },
      { fields: STOP_FIELDS, ...MATCHED },
    ),
    PreCompact: installed("BeforeCompaction", ["trigger"], {}, MATCHED),
    PostCompact: understood("AfterCompaction", ["trigger"], {}, { fields: { summary: "compact_summary" }, ...MATCHED }),
    Notification: installed("Notification", ["message", "notification_type"], {}, MATCHED),
    PermissionRequest: understood(
      "PermissionRequest",
      ["tool_name", "tool_input"],
      { deny: "behavior", allow: "behavior", input: "with_allow" },
      { fields: CALL_FIELDS, ...MATCHED },
    ),
    PermissionDenied: understood(own("PermissionDenied"), ["tool_name", "tool_input"], {}, { fields: CALL_FIELDS, ...MATCHED }),
    TodoCreated: understood(own("TodoCreated"), ["todo_id", "todo_content", "todo_status", "phase"], {}),
    TodoCompleted: understood(own("TodoCompleted"), ["todo_id", "todo_content", "previous_status", "phase"], {}),
    SessionDelete: understood(own("SessionDelete"), ["deleted_session_id"], {}),
    MessageDisplay: understood(own("MessageDisplay"), ["message_id", "displayed_text", "is_final"], {}),
  },
  proof:
    "Driven for real: 0.24.4 (and 0.15.10 for refusals) with a stand-in for its model, over the shim. A refusal before a tool arrived as meant, and that changed arguments are not taken was found out; the other answers are tested by the documented contract.",
};
