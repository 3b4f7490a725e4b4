// Cline: executable files in a folder, one for each event, which answer whether to cancel. Its command line runs the same files; it
// has other names for the events in its payloads, which say the rest as well as the extension's do.

import type { AgentContract, EventPowers } from "../contract.ts";
import { installed, tool, understood } from "./common.ts";

const TASK = { session_id: "taskId" } as const;
const POWERS: EventPowers = { deny: "cancel", context: true };
const PATH = { file_path: "path" } as const;

export const cline: AgentContract = {
  name: "cline",
  title: "Cline",
  source: "apps/vscode/proto/cline/hooks.proto and src/core/hooks of 2026, and sdk/packages/core/src/hooks for its command line",
  // CHANGELOG.md: 3.36.0 began with hooks, 3.69.0 has them on Windows.
  versionFloor: "3.36.0",
  dialect: "cline",
  eventField: "hookName",
  settings: {
    layout: "files",
    paths: { user: "~/Documents/Cline/Hooks", project: ".clinerules/hooks" },
    switches: [],
    trust:
      "Cline runs hooks only when they are switched on, all of them under Settings > Features and, in newer versions, each in its list of hooks.",
  },
  timeout: { unit: "s", default: 30 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "whatever it is, an answer in JSON counts; without one, 0 and others change nothing",
  output: "lenient",
  tools: {
    execute_command: tool("Bash"),
    read_file: tool("Read", PATH),
    write_to_file: tool("Write", PATH),
    replace_in_file: tool("Edit", PATH),
    search_files: tool("Grep"),
    list_files: tool("LS"),
    // Those of its command line, and of the extension since both are built on the same parts.
    run_commands: { name: "Bash", commands: true },
    read_files: tool("Read"),
    search_codebase: tool("Grep"),
    editor: tool("Edit", { ...PATH, old_string: "old_text", new_string: "new_text" }),
    fetch_web_content: tool("WebFetch"),
    ask_question: tool("AskUserQuestion"),
    spawn_agent: tool("Agent"),
  },
  events: {
    PreToolUse: installed("BeforeToolExecution", ["preToolUse.toolName", "preToolUse.parameters"], POWERS, {
      fields: {
        ...TASK,
        tool_id: "tool_call.id",
        tool_name: "preToolUse.toolName",
        // The command line adds the arguments as they are; these have all of them as texts.
        parameters: "tool_call.input|preToolUse.parameters",
      },
    }),
    PostToolUse: installed(
      "AfterToolExecution",
      ["postToolUse.toolName", "postToolUse.parameters", "postToolUse.result"],
      POWERS,
      {
        fields: {
          ...TASK,
          tool_name: "postToolUse.toolName",
          tool_id: "tool_result.id",
          parameters: "tool_result.input|postToolUse.parameters",
          result: "postToolUse.result",
          success: "postToolUse.success",
        },
      },
    ),
    UserPromptSubmit: installed("UserPromptSubmit", ["userPromptSubmit.prompt"], POWERS, {
      fields: { ...TASK, prompt: "userPromptSubmit.prompt" },
    }),
    TaskStart: installed("SessionStart", ["taskStart"], POWERS, { fields: TASK }),
    TaskResume: understood("cline:TaskResume", ["taskResume"], POWERS, { fields: TASK }),
    TaskCancel: understood("cline:TaskCancel", ["taskCancel"], {}, { fields: TASK }),
    TaskComplete: installed("AfterAgentExecution", ["taskComplete"], {}, { fields: TASK }),
    PreCompact: understood("cline:PreCompact", ["preCompact"], POWERS, { fields: TASK }),
    Notification: understood(
      "Notification",
      ["notification.message"],
      {},
      { fields: { ...TASK, message: "notification.message" } },
    ),
  },
  otherNames: {
    tool_call: "PreToolUse",
    tool_result: "PostToolUse",
    prompt_submit: "UserPromptSubmit",
    agent_start: "TaskStart",
    agent_resume: "TaskResume",
    agent_abort: "TaskCancel",
    agent_end: "TaskComplete",
  },
  proof:
    "Driven for real: its command line, 3.0.65, with a stand-in for its model, over the installed files. A refusal before a tool arrived, and ended the task; going on, and the end of a tool and of the task, were told; the other answers are tested by the documented contract. It does not wait for what is answered at TaskStart, UserPromptSubmit and TaskComplete; the extension does.",
};
