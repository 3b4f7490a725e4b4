// Windsurf's Cascade, now Devin Desktop: hooks say no by exit code 2 and nothing else.

import type { AgentContract } from "../contract.ts";
import { installed, understood } from "./common.ts";

const SESSION = { session_id: "trajectory_id" } as const;
const COMMAND = { ...SESSION, "parameters.command": "tool_info.command_line", cwd: "tool_info.cwd" } as const;
const FILE = { ...SESSION, "parameters.file_path": "tool_info.file_path" } as const;
const EDITS = { ...FILE, "parameters.edits": "tool_info.edits" } as const;
const MCP = { ...SESSION, tool_name: "tool_info.mcp_tool_name", parameters: "tool_info.mcp_tool_arguments" } as const;
const MCP_NAMED = ["tool_info.mcp_tool_name", "tool_info.mcp_tool_arguments"] as const;

export const windsurf: AgentContract = {
  name: "windsurf",
  title: "Windsurf",
  source: "docs.devin.ai/desktop/cascade/hooks as transcribed by a third party in July 2026",
  // The last of the events that are installed, those of prompts (its release notes, as in NixOS/nixpkgs, pull request 469939).
  versionFloor: "1.12.41",
  dialect: "exit-code",
  eventField: "agent_action_name",
  settings: {
    layout: "flat",
    paths: { user: "~/.codeium/windsurf/hooks.json", project: ".windsurf/hooks.json" },
    switches: [],
    untyped: true,
  },
  timeout: { unit: "s" },
  onTimeout: "unknown",
  onCrash: "open",
  exitCodes: "2 blocks before an action with standard error as the reason, others change nothing",
  output: "lenient",
  tools: {},
  events: {
    pre_run_command: installed(
      "BeforeToolExecution",
      ["tool_info.command_line"],
      { deny: "exit" },
      { tool: "Bash", fields: COMMAND },
    ),
    pre_read_code: installed("BeforeToolExecution", ["tool_info.file_path"], { deny: "exit" }, { tool: "Read", fields: FILE }),
    pre_write_code: installed("BeforeToolExecution", ["tool_info.file_path"], { deny: "exit" }, { tool: "Edit", fields: EDITS }),
    pre_mcp_tool_use: installed("BeforeToolExecution", MCP_NAMED, { deny: "exit" }, { fields: MCP }),
    pre_user_prompt: installed(
      "UserPromptSubmit",
      ["tool_info.user_prompt"],
      { deny: "exit" },
      { fields: { ...SESSION, prompt: "tool_info.user_prompt" } },
    ),
    post_run_command: installed("AfterToolExecution", ["tool_info.command_line"], {}, { tool: "Bash", fields: COMMAND }),
    post_read_code: installed("AfterToolExecution", ["tool_info.file_path"], {}, { tool: "Read", fields: FILE }),
    post_write_code: installed("AfterToolExecution", ["tool_info.file_path"], {}, { tool: "Edit", fields: EDITS }),
    post_mcp_tool_use: installed("AfterToolExecution", MCP_NAMED, {}, { fields: { ...MCP, result: "tool_info.mcp_result" } }),
    post_cascade_response: installed(
      "AfterAgentExecution",
      ["tool_info"],
      {},
      { fields: { ...SESSION, output: "tool_info.response" } },
    ),
    post_cascade_response_with_transcript: understood(
      "windsurf:post_cascade_response_with_transcript",
      ["tool_info"],
      {},
      { fields: { ...SESSION, transcript_path: "tool_info.transcript_path" } },
    ),
    post_setup_worktree: understood("windsurf:post_setup_worktree", ["tool_info"], {}, { fields: SESSION }),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
