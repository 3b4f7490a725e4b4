// Gemini CLI. Its time-outs are milliseconds, and an exit code other than 0 and 1 refuses.

import type { AgentContract } from "../contract.ts";
import { CALL_FIELDS, installed, RESULT_FIELDS, tool, understood } from "./common.ts";

export const geminiCli: AgentContract = {
  name: "gemini-cli",
  title: "Gemini CLI",
  source: "docs/hooks/reference.md and packages/core/src/hooks of August 2026",
  // Until then the setting was another one (hcom, which requires it for `hooksConfig.enabled`).
  versionFloor: "0.26.0",
  program: "gemini",
  dialect: "gemini",
  eventField: "hook_event_name",
  settings: {
    layout: "grouped",
    paths: { user: "~/.gemini/settings.json", project: ".gemini/settings.json" },
    switches: [
      { path: "hooks.enabled", off: false },
      { path: "hooksConfig.enabled", off: false },
    ],
    timeoutField: "timeout",
  },
  timeout: { unit: "ms", default: 60_000 },
  onTimeout: "open",
  onCrash: "open",
  exitCodes: "0 reads the answer, 1 warns, 2 blocks with standard error as the reason, others refuse when there is text",
  output: "lenient",
  environment: ["GEMINI_PROJECT_DIR"],
  tools: {
    run_shell_command: tool("Bash"),
    read_file: tool("Read"),
    read_many_files: tool("Read"),
    write_file: tool("Write"),
    replace: tool("Edit"),
    glob: tool("Glob"),
    search_file_content: tool("Grep"),
    grep_search: tool("Grep"),
    list_directory: tool("LS"),
    web_fetch: tool("WebFetch"),
    google_web_search: tool("WebSearch"),
    write_todos: tool("TodoWrite"),
  },
  events: {
    BeforeTool: installed(
      "BeforeToolExecution",
      ["tool_name", "tool_input"],
      { deny: "decision", ask: "decision", input: "part", notice: true },
      { fields: CALL_FIELDS, matcher: true },
    ),
    AfterTool: installed(
      "AfterToolExecution",
      ["tool_name", "tool_input", "tool_response"],
      { deny: "decision", context: true, notice: true },
      { fields: RESULT_FIELDS, matcher: true },
    ),
    BeforeAgent: installed("UserPromptSubmit", ["prompt"], { deny: "decision", context: true, notice: true }),
    AfterAgent: installed(
      "AfterAgentExecution",
      ["prompt", "prompt_response", "stop_hook_active"],
      { again: "decision", notice: true },
      { fields: { output: "prompt_response", input: "prompt" } },
    ),
    BeforeModel: understood(
      "BeforeProviderCall",
      ["llm_request"],
      { deny: "decision", notice: true },
      { fields: { model: "llm_request.model", messages: "llm_request.messages" } },
    ),
    AfterModel: understood(
      "AfterProviderCall",
      ["llm_request", "llm_response"],
      { deny: "decision", notice: true },
      { fields: { model: "llm_request.model", response: "llm_response" } },
    ),
    BeforeToolSelection: understood("gemini-cli:BeforeToolSelection", ["llm_request"], {}),
    SessionStart: installed("SessionStart", ["source"], { context: true, notice: true }, { matcher: true }),
    SessionEnd: installed("SessionEnd", ["reason"], { notice: true }, { matcher: true }),
    PreCompress: installed("BeforeCompaction", ["trigger"], { notice: true }, { matcher: true }),
    Notification: installed("Notification", ["message", "notification_type"], { notice: true }, { matcher: true }),
  },
  proof:
    "Driven for real: 0.61.0 with a stand-in for its model, over the shim. A refusal before a tool, changed arguments and a replaced result arrived as meant; the other answers are tested by the documented contract.",
};
