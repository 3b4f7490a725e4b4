// GitHub Copilot CLI and its cloud agent, under the camelCase names of events: only with those does it send its own payload,
// which does not say what event it is.

import type { AgentContract } from "../contract.ts";
import { installed, tool, understood } from "./common.ts";

const SESSION = { session_id: "sessionId" } as const;
const CALL = { ...SESSION, tool_name: "toolName", parameters: "toolArgs" } as const;
const ARGUMENTS = ["parameters"];
const FILE = { file_path: "path" } as const;
const EDIT = { ...FILE, old_string: "old_str", new_string: "new_str" } as const;

export const copilotCli: AgentContract = {
  name: "copilot-cli",
  title: "GitHub Copilot CLI",
  source: "github/docs hooks-reference.md of 2026",
  // Since then a failing hook before a tool refuses (its release notes, as in githubnext/ado-aw, issue 843).
  versionFloor: "1.0.57",
  program: "copilot",
  dialect: "copilot",
  settings: {
    layout: "flat",
    paths: { user: "~/.copilot/hooks/hookloom.json", project: ".github/hooks/hookloom.json" },
    alsoReads: [
      "~/.copilot/settings.json",
      ".github/copilot/settings.json",
      ".github/copilot/settings.local.json",
      ".claude/settings.json",
      ".claude/settings.local.json",
    ],
    top: { version: 1 },
    switches: [{ path: "disableAllHooks", off: true }],
    // Every version knows it, the cloud agent and VS Code too; `command` came later.
    commandField: "bash",
    timeoutField: "timeoutSec",
    homeVariable: { name: "COPILOT_HOME", folder: "~/.copilot" },
  },
  timeout: { unit: "s", default: 30 },
  onTimeout: "open",
  onCrash: "closed",
  exitCodes: "before tools every code but 0 denies; elsewhere 2 denies where the event can, others change nothing",
  output: "lenient",
  stopLimit: 8,
  tools: {
    bash: tool("Bash"),
    powershell: tool("Bash"),
    view: tool("Read", FILE),
    create: tool("Write", { ...FILE, content: "file_text" }),
    edit: tool("Edit", EDIT),
    str_replace_editor: tool("Edit", EDIT),
    grep: tool("Grep"),
    rg: tool("Grep"),
    glob: tool("Glob"),
    web_fetch: tool("WebFetch"),
    web_search: tool("WebSearch"),
    ask_user: tool("AskUserQuestion"),
    update_todo: tool("TodoWrite"),
    task: tool("Agent"),
  },
  events: {
    preToolUse: installed(
      "BeforeToolExecution",
      ["toolName", "toolArgs"],
      { deny: "permission", ask: "permission", allow: "permission", input: "whole" },
      { fields: CALL, jsonTexts: ARGUMENTS, matcher: true },
    ),
    permissionRequest: installed(
      "PermissionRequest",
      ["toolName", "toolArgs"],
      { deny: "behavior", allow: "behavior" },
      { fields: CALL, jsonTexts: ARGUMENTS, matcher: true },
    ),
    postToolUse: installed(
      "AfterToolExecution",
      ["toolName", "toolArgs", "toolResult"],
      { output: true, context: true },
      { fields: { ...CALL, result: "toolResult.textResultForLlm" }, jsonTexts: ARGUMENTS, matcher: true },
    ),
    postToolUseFailure: installed(
      "ToolError",
      ["toolName", "toolArgs", "error"],
      { context: true },
      { fields: CALL, jsonTexts: ARGUMENTS, matcher: true },
    ),
    userPromptSubmitted: installed("UserPromptSubmit", ["prompt"], {}, { fields: SESSION }),
    userPromptTransformed: understood(
      "copilot-cli:userPromptTransformed",
      ["prompt", "transformedPrompt"],
      {},
      { fields: SESSION },
    ),
    sessionStart: installed("SessionStart", ["source"], { context: true }, { fields: SESSION }),
    sessionEnd: installed("SessionEnd", ["reason"], {}, { fields: SESSION }),
    agentStop: installed(
      "AfterAgentExecution",
      ["stopReason"],
      { again: "decision" },
      { fields: { ...SESSION, reason: "stopReason" } },
    ),
    subagentStart: installed(
      "SubagentStart",
      ["agentName"],
      { context: true },
      { fields: { ...SESSION, agent_name: "agentName" } },
    ),
    subagentStop: installed(
      "SubagentStop",
      ["agentName", "response"],
      { again: "decision" },
      {
        fields: { ...SESSION, agent_id: "agentId", agent_type: "agentType", agent_name: "agentName", output: "response" },
      },
    ),
    errorOccurred: installed(
      "AgentError",
      ["error", "errorContext"],
      {},
      { fields: { ...SESSION, error: "error.message", error_type: "error.name" } },
    ),
    preCompact: installed(
      "BeforeCompaction",
      ["trigger"],
      {},
      { fields: { ...SESSION, custom_instructions: "customInstructions" } },
    ),
    notification: installed("Notification", ["message", "notification_type"], { context: true }, { fields: SESSION }),
  },
  proof:
    "Driven for real: 1.0.102 with a stand-in for its model, over the shim. A refusal, changed arguments and a changed result arrived as meant; the other answers are tested by the documented contract.",
};
