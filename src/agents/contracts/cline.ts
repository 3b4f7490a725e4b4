// Cline: executable files in a folder, one for each event, which answer whether to cancel.

import type { AgentContract, EventPowers } from "../contract.ts";
import { installed, tool, understood } from "./common.ts";

const TASK = { session_id: "taskId" } as const;
const POWERS: EventPowers = { deny: "cancel", context: true };
const PATH = { file_path: "path" } as const;

export const cline: AgentContract = {
  name: "cline",
  title: "Cline",
  source: "apps/vscode/proto/cline/hooks.proto and src/core/hooks of 2026",
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
  },
  events: {
    PreToolUse: installed("BeforeToolExecution", ["preToolUse.toolName", "preToolUse.parameters"], POWERS, {
      fields: { ...TASK, tool_name: "preToolUse.toolName", parameters: "preToolUse.parameters" },
    }),
    PostToolUse: installed(
      "AfterToolExecution",
      ["postToolUse.toolName", "postToolUse.parameters", "postToolUse.result"],
      POWERS,
      {
        fields: {
          ...TASK,
          tool_name: "postToolUse.toolName",
          parameters: "postToolUse.parameters",
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
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
