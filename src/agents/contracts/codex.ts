// OpenAI Codex: Claude Code's shape, read so strictly that one field too many voids the whole answer.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, STOP_FIELDS, understood } from "./common.ts";

const TOOL = ["tool_name", "tool_input", "tool_use_id"] as const;

export const codex: AgentContract = {
  name: "codex",
  title: "OpenAI Codex",
  source: "codex-rs/hooks of September 2026 (schema.rs, output_parser.rs)",
  // 0.124.0 has hooks without a switch (openai/codex, pull request 19012), but takes changed arguments for a mistake and goes on; they
  // came in May 2026 (pull request 20527), in 0.131.0 as mpecan/tokf, pull request 368, found.
  versionFloor: "0.131.0",
  program: "codex",
  dialect: "codex",
  eventField: "hook_event_name",
  settings: {
    layout: "grouped",
    paths: { user: "~/.codex/hooks.json", project: ".codex/hooks.json" },
    alsoReads: ["~/.codex/config.toml", ".codex/config.toml"],
    switches: [{ path: "features.hooks", off: false }],
    trust: "Codex runs new and changed hooks only after they were trusted: start it and review them under /hooks.",
    timeoutField: "timeout",
    homeVariable: { name: "CODEX_HOME", folder: "~/.codex" },
  },
  timeout: { unit: "s" },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason, others change nothing",
  output: "strict",
  tools: {},
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      TOOL,
      { deny: "permission", input: "whole", context: true, notice: true },
      { fields: CALL_FIELDS, matcher: true },
    ),
    PermissionRequest: installed(
      "PermissionRequest",
      ["tool_name", "tool_input"],
      { deny: "behavior", allow: "behavior", notice: true },
      { fields: CALL_FIELDS, matcher: true },
    ),
    PostToolUse: installed(
      "AfterToolExecution",
      [...TOOL, "tool_response"],
      { deny: "decision", context: true, notice: true },
      { fields: RESULT_FIELDS, matcher: true },
    ),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { deny: "decision", context: true, notice: true }),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }, { matcher: true }),
    Stop: installed("AfterAgentExecution", ["stop_hook_active"], { again: "decision", notice: true }, { fields: STOP_FIELDS }),
    SubagentStart: understood("SubagentStart", ["agent_id", "agent_type"], { context: true, notice: true }),
    SubagentStop: understood(
      "SubagentStop",
      ["agent_id", "agent_type", "stop_hook_active"],
      { again: "decision", notice: true },
      { fields: STOP_FIELDS },
    ),
    PreCompact: understood("BeforeCompaction", ["trigger"], { notice: true }),
    PostCompact: understood("AfterCompaction", ["trigger"], { notice: true }),
    StopFailure: understood("AgentError", ["error"], {}, { fields: STOP_FIELDS }),
  },
  proof:
    "Driven for real: 0.171.0 with a stand-in for its model, over the shim. A refusal, changed arguments and a replaced result arrived as meant, and no hook ran before it was trusted; the other answers are tested by the documented contract.",
};
