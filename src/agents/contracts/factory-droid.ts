// Factory Droid: Claude Code's events and answers, in a file whose top level is the events.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, tool } from "./common.ts";

const MATCHED = { matcher: true } as const;

export const factoryDroid: AgentContract = {
  name: "factory-droid",
  title: "Factory Droid",
  source: "docs.factory.ai/harness/hooks and a third party's reading of 0.223.0",
  // Its release notes; from which version on it reads this file, and not only settings.json, is not known.
  versionFloor: "0.24.0",
  program: "droid",
  dialect: "claude",
  eventField: "hook_event_name",
  settings: {
    layout: "grouped_bare",
    paths: { user: "~/.factory/hooks.json", project: ".factory/hooks.json" },
    hides: { user: "~/.factory/settings.json", project: ".factory/settings.json" },
    switches: [],
    trust: "Droid reads its hooks when it starts: begin a new session.",
    timeoutField: "timeout",
  },
  timeout: { unit: "s", default: 60 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 2 blocks with standard error as the reason, 3 ends the agent, others change nothing",
  output: "lenient",
  environment: ["FACTORY_PROJECT_DIR", "DROID_PROJECT_DIR"],
  tools: { Execute: tool("Bash"), Create: tool("Write") },
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      ["tool_name", "tool_input"],
      { deny: "permission", ask: "permission", allow: "permission", input: "whole", context: true, notice: true },
      { fields: CALL_FIELDS, ...MATCHED },
    ),
    PostToolUse: installed(
      "AfterToolExecution",
      ["tool_name", "tool_input", "tool_response"],
      { deny: "decision", context: true, notice: true },
      { fields: RESULT_FIELDS, ...MATCHED },
    ),
    UserPromptSubmit: installed("UserPromptSubmit", ["prompt"], { deny: "decision", context: true, notice: true }),
    Notification: installed("Notification", ["message"], {}),
    Stop: installed("AfterAgentExecution", [], { again: "decision", notice: true }),
    SubagentStop: installed("SubagentStop", [], { again: "decision", notice: true }),
    PreCompact: installed("BeforeCompaction", ["trigger"], { deny: "decision" }, MATCHED),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }, MATCHED),
    SessionEnd: installed("SessionEnd", [], {}),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
