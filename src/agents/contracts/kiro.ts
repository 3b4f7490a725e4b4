// Kiro and Amazon Q: hooks say no by exit code 2 before a tool; what they print is context at the start and at a prompt.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, tool, understood } from "./common.ts";

const CALL = ["tool_name", "tool_input"] as const;

export const kiro: AgentContract = {
  name: "kiro",
  title: "Kiro",
  source: "documentation of Amazon Q 2.x and Kiro v3, and awslabs/aidlc-workflows",
  // The version of its command line that reads this form of the file (its documentation); the IDE does since 1.0.
  versionFloor: "3.0.0",
  program: "kiro-cli",
  dialect: "exit-code",
  eventField: "hook_event_name",
  settings: {
    layout: "list",
    paths: { project: ".kiro/hooks/hookloom.json" },
    top: { version: "v1" },
    switches: [],
    timeoutField: "timeout",
  },
  timeout: { unit: "s", default: 60 },
  onTimeout: "unknown",
  onCrash: "open",
  exitCodes: "2 blocks before a tool with standard error as the reason, others change nothing",
  output: "lenient",
  tools: { execute_bash: tool("Bash"), fs_read: tool("Read"), fs_write: tool("Write") },
  events: {
    PreToolUse: installed("BeforeToolExecution", CALL, { deny: "exit" }, { fields: CALL_FIELDS, matcher: true }),
    PostToolUse: installed("AfterToolExecution", [...CALL, "tool_response"], {}, { fields: RESULT_FIELDS, matcher: true }),
    preToolUse: understood("BeforeToolExecution", CALL, { deny: "exit" }, { fields: CALL_FIELDS, matcher: true }),
    postToolUse: understood("AfterToolExecution", [...CALL, "tool_response"], {}, { fields: RESULT_FIELDS, matcher: true }),
    agentSpawn: understood("SessionStart", [], { context: true }),
    userPromptSubmit: understood("UserPromptSubmit", ["prompt"], { context: true }),
    stop: understood("AfterAgentExecution", [], {}),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
