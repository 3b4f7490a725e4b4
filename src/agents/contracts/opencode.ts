// OpenCode: a plugin in its own process, `bin/plugins/opencode.mjs`, which says what happens in payloads of our own making. Since
// it never calls `permission.ask`, refusing is all that can be done before a tool.

import type { AgentContract } from "../contract.ts";
import { installed, tool } from "./common.ts";

const SESSION = { session_id: "sessionID", cwd: "directory" } as const;
const CALL = { ...SESSION, tool_name: "tool", parameters: "args", tool_id: "callID" } as const;
const FILE = { file_path: "filePath" } as const;

export const openCode: AgentContract = {
  name: "opencode",
  title: "OpenCode",
  source: "the types of @opencode-ai/plugin 1.18.33",
  program: "opencode",
  dialect: "opencode",
  eventField: "hook",
  settings: {
    layout: "plugin",
    paths: { user: "~/.config/opencode/plugins/hookloom.js", project: ".opencode/plugins/hookloom.js" },
    switches: [],
    trust: "OpenCode loads plugins when it starts, and none with --pure: begin a new session.",
    plugin: { factory: "openCodePlugin", export: "const Hookloom =" },
  },
  timeout: { unit: "ms" },
  onTimeout: "unknown",
  onCrash: "closed",
  exitCodes: "none: the plugin throws to refuse",
  output: "lenient",
  tools: {
    bash: tool("Bash"),
    read: tool("Read", FILE),
    write: tool("Write", FILE),
    edit: tool("Edit", { ...FILE, old_string: "oldString", new_string: "newString", replace_all: "replaceAll" }),
    apply_patch: tool("apply_patch", { input: "patchText" }),
    glob: tool("Glob"),
    grep: tool("Grep"),
    list: tool("LS"),
    webfetch: tool("WebFetch"),
    websearch: tool("WebSearch"),
    task: tool("Agent"),
    todowrite: tool("TodoWrite"),
    todoread: tool("TodoRead"),
    question: tool("AskUserQuestion"),
  },
  events: {
    "tool.execute.before": installed(
      "BeforeToolExecution",
      ["tool", "args"],
      { deny: "throw", input: "whole" },
      { fields: CALL },
    ),
    "tool.execute.after": installed(
      "AfterToolExecution",
      ["tool", "args", "output"],
      { output: true, context: true },
      { fields: { ...CALL, result: "output" } },
    ),
    "chat.message": installed("UserPromptSubmit", ["prompt"], { deny: "throw", context: true }, { fields: SESSION }),
    "session.created": installed("SessionStart", [], {}, { fields: SESSION }),
    "session.deleted": installed("SessionEnd", [], {}, { fields: SESSION }),
    "session.idle": installed("AfterAgentExecution", [], {}, { fields: SESSION }),
    "session.error": installed(
      "AgentError",
      [],
      {},
      { fields: { ...SESSION, error: "error.data.message", error_type: "error.name" } },
    ),
    "session.compacted": installed("AfterCompaction", [], {}, { fields: SESSION }),
    "experimental.session.compacting": installed("BeforeCompaction", [], { context: true }, { fields: SESSION }),
  },
  proof:
    "Driven for real: 1.18.33 with a stand-in for its model, through the installed plugin. A refusal, changed arguments, a changed result, a daemon that had to be started and one that could not be arrived as meant; of a refused prompt its user learns no reason.",
};
