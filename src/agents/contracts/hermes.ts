// Hermes: shell hooks that block, change arguments, or have the user asked.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, tool, understood } from "./common.ts";

export const hermes: AgentContract = {
  name: "hermes",
  title: "Hermes",
  source: "NousResearch/hermes-agent, website/docs/user-guide/features/hooks.md of October 2026",
  dialect: "hermes",
  eventField: "hook_event_name",
  settings: {
    layout: "manual",
    paths: {},
    switches: [],
    trust: "Add `hookloom hook hermes <event>` as a shell hook of each event to the config of Hermes.",
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
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
