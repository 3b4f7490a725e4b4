// Hermes: shell hooks that block, change arguments, or have the user asked.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, tool, understood } from "./common.ts";

export const hermes: AgentContract = {
  name: "hermes",
  title: "Hermes",
  source: "NousResearch/hermes-agent, website/docs/user-guide/features/hooks.md of October 2026",
  // The release with shell hooks (NousResearch/hermes-agent, pull request 13296; phnx-labs/agi-cli, pull request 1149). Changed arguments and
  // having the user asked came later, in a version that is not known.
  versionFloor: "0.11.0",
  program: "hermes",
  dialect: "hermes",
  eventField: "hook_event_name",
  settings: {
    layout: "flat",
    notation: "yaml",
    paths: { user: "~/.hermes/config.yaml" },
    switches: [],
    approvals: "~/.hermes/shell-hooks-allowlist.json",
    trust:
      "Hermes asks once for each hook, when it next starts in a terminal; a Gateway runs only hooks that were allowed before, or all of them with hooks_auto_accept: true.",
    timeoutField: "timeout",
    homeVariable: { name: "HERMES_HOME", folder: "~/.hermes" },
    untyped: true,
  },
  timeout: { unit: "s", default: 60 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 blocks before a tool, others change nothing",
  output: "lenient",
  tools: { terminal: tool("Bash"), read_file: tool("Read"), write_file: tool("Write") },
  events: {
    pre_tool_call: installed(
      "BeforeToolExecution",
      ["tool_name", "tool_input"],
      { deny: "decision", ask: "action", input: "part" },
      { fields: CALL_FIELDS },
    ),
    post_tool_call: understood("AfterToolExecution", ["tool_name"], {}, { fields: CALL_FIELDS }),
    on_session_start: understood("SessionStart", [], {}),
    on_session_end: understood("SessionEnd", [], {}),
    subagent_stop: understood("SubagentStop", [], {}),
    pre_llm_call: installed("hermes:pre_llm_call", ["extra"], { context: true }),
    pre_verify: installed("AfterAgentExecution", ["extra"], { again: "decision" }),
  },
  otherEvents: [
    "post_llm_call",
    "pre_api_request",
    "post_api_request",
    "api_request_error",
    "pre_auxiliary_call",
    "post_auxiliary_call",
    "on_session_finalize",
    "on_session_reset",
    "on_skill_lifecycle",
    "agent_loop_stopped",
    "subagent_start",
    "gateway_platform_event",
    "pre_command",
    "pre_approval_request",
    "post_approval_response",
    "on_room_member_activity",
    "kanban_task_claimed",
    "kanban_task_completed",
    "kanban_task_blocked",
    "on_kanban_worker_spawned",
    "on_kanban_worker_exited",
    "on_kanban_worker_stale_claim",
    "on_kanban_task_updated",
    "on_kanban_dispatch_tick",
    // No events, but they stand among them.
    "output_spill",
    "outbound",
  ],
  proof:
    "Driven in tests by its documented process contract, not by the program itself. Older versions do not know the answer that has the user asked, and go on.",
};
