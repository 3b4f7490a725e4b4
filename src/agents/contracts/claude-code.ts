// Claude Code. Its names are the ones that scripts see for every agent.

import type { AgentContract, EventPowers } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, STOP_FIELDS, understood } from "./common.ts";

const TOOL = ["tool_name", "tool_input", "tool_use_id"] as const;
const NOTICE: EventPowers = { notice: true };
const BLOCK: EventPowers = { deny: "decision", notice: true };
const CONTEXT: EventPowers = { context: true, notice: true };
const MATCHED = { matcher: true } as const;

const own = (event: string): string => `claude-code:${event}`;

export const claudeCode: AgentContract = {
  name: "claude-code",
  title: "Claude Code",
  source: "the vendor's documentation of August 2026 and the types of its SDK 0.3.329",
  versionFloor: "2.1.0",
  program: "claude",
  dialect: "claude",
  eventField: "hook_event_name",
  settings: {
    layout: "grouped",
    paths: { user: "~/.claude/settings.json", project: ".claude/settings.json" },
    alsoReads: [".claude/settings.local.json"],
    switches: [
      { path: "disableAllHooks", off: true },
      { path: "allowManagedHooksOnly", off: true },
    ],
    timeoutField: "timeout",
    homeVariable: { name: "CLAUDE_CONFIG_DIR", folder: "~/.claude" },
    http: { except: ["SessionStart", "Setup"] },
  },
  timeout: { unit: "s", default: 600 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason, others change nothing",
  output: "lenient",
  stopLimit: 8,
  environment: ["CLAUDE_PROJECT_DIR"],
  tools: {},
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      TOOL,
      { deny: "permission", ask: "permission", allow: "permission", input: "whole", context: true, notice: true },
      { fields: CALL_FIELDS, ...MATCHED },
    ),
    PermissionRequest: installed(
      "PermissionRequest",
      ["tool_name", "tool_input"],
      { deny: "behavior", allow: "behavior", input: "with_allow", notice: true },
      { fields: CALL_FIELDS, ...MATCHED },
    ),
    PermissionDenied: understood(own("PermissionDenied"), [...TOOL, "reason"], NOTICE, { fields: CALL_FIELDS, ...MATCHED }),
    PostToolUse: installed(
      "AfterToolExecution",
      [...TOOL, "tool_response"],
      { deny: "decision", output: true, context: true, notice: true },
      { fields: RESULT_FIELDS, ...MATCHED },
    ),
    PostToolUseFailure: installed("ToolError", [...TOOL, "error"], CONTEXT, { fields: CALL_FIELDS, ...MATCHED }),
    PostToolBatch: understood(own("PostToolBatch"), ["tool_calls"], { ...BLOCK, context: true }),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { ...BLOCK, context: true }),
    UserPromptExpansion: understood(own("UserPromptExpansion"), ["expansion_type", "command_name", "prompt"], {
      ...BLOCK,
      context: true,
    }),
    SessionStart: installed("SessionStart", ["source"], CONTEXT, MATCHED),
    Setup: understood(own("Setup"), ["trigger"], CONTEXT, MATCHED),
    SessionEnd: installed("SessionEnd", ["reason"], {}, MATCHED),
    Stop: installed("AfterAgentExecution", ["stop_hook_active"], { again: "decision", notice: true }, { fields: STOP_FIELDS }),
    StopFailure: understood("AgentError", ["error"], {}, { fields: STOP_FIELDS, ...MATCHED }),
    SubagentStart: installed("SubagentStart", ["agent_id", "agent_type"], CONTEXT, MATCHED),
    SubagentStop: installed(
      "SubagentStop",
      ["stop_hook_active", "agent_id", "agent_type"],
      { again: "decision", notice: true },
      { fields: STOP_FIELDS, ...MATCHED },
    ),
    PreCompact: installed("BeforeCompaction", ["trigger"], BLOCK, MATCHED),
    PostCompact: understood("AfterCompaction", ["trigger"], {}, { fields: { summary: "compact_summary" }, ...MATCHED }),
    Notification: installed("Notification", ["message", "notification_type"], { context: true }, MATCHED),
    TeammateIdle: understood(own("TeammateIdle"), ["teammate_name", "team_name"], { deny: "continue" }),
    TaskCreated: understood(own("TaskCreated"), ["task_id", "task_subject"], { deny: "decision" }),
    TaskCompleted: understood(own("TaskCompleted"), ["task_id", "task_subject"], { deny: "continue" }),
    Elicitation: understood(own("Elicitation"), ["mcp_server_name", "message"], { deny: "action" }, MATCHED),
    ElicitationResult: understood(own("ElicitationResult"), ["mcp_server_name", "action"], { deny: "action" }, MATCHED),
    ConfigChange: understood("ConfigurationChange", ["source"], { deny: "decision", notice: true }, MATCHED),
    InstructionsLoaded: understood(own("InstructionsLoaded"), ["file_path", "load_reason"], {}, MATCHED),
    CwdChanged: understood(own("CwdChanged"), ["old_cwd", "new_cwd"], {}),
    DirectoryAdded: understood(own("DirectoryAdded"), ["directory", "source"], {}, MATCHED),
    FileChanged: understood(own("FileChanged"), ["file_path", "event"], {}, MATCHED),
    // Never installed: whoever has a hook there must make the worktree himself, which no sandboxed script can.
    WorktreeCreate: understood(own("WorktreeCreate"), ["name"], { deny: "exit" }),
    WorktreeRemove: understood(own("WorktreeRemove"), ["worktree_path"], {}),
    MessageDisplay: understood(own("MessageDisplay"), ["message_id", "index", "final", "delta"], {}),
    PreModelSwitch: understood(own("PreModelSwitch"), ["from_model", "to_model"], { deny: "permission", ask: "permission" }),
    PostModelSwitch: understood(own("PostModelSwitch"), ["from_model", "to_model"], { context: true }),
  },
  proof:
    "Driven for real: 2.1.332 (and 2.1.197 for refusals) with a stand-in for its model, over the shim and over HTTP. A refusal, changed arguments and context after a tool arrived as meant; the other answers are tested by the documented contract.",
};
