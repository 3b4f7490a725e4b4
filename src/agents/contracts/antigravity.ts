// Antigravity: an answer it cannot read makes it ask the user, so that going on is said in so many words.

import type { AgentContract } from "../contract.ts";
import { installed, tool } from "./common.ts";

export const antigravity: AgentContract = {
  name: "antigravity",
  title: "Antigravity",
  source: "a third party that drove 1.1.2 live (safe-chains)",
  program: "agy",
  dialect: "antigravity",
  settings: {
    layout: "named",
    paths: { user: "~/.gemini/config/hooks.json", project: ".agents/hooks.json" },
    switches: [{ path: "hookloom.enabled", off: false }],
    trust:
      "A third party found that 1.1.11 takes hooks of installed plugins only, and none from .agents/hooks.json: see with `hookloom agents status` whether it asks.",
    timeoutField: "timeout",
  },
  timeout: { unit: "s" },
  onTimeout: "unknown",
  onCrash: "closed",
  exitCodes: "not known",
  output: "lenient",
  tools: { run_command: tool("Bash", { command: "CommandLine" }) },
  events: {
    PreToolUse: installed(
      "BeforeToolExecution",
      ["toolCall.name", "toolCall.args"],
      { deny: "decision", ask: "decision" },
      { fields: { session_id: "conversationId", tool_name: "toolCall.name", parameters: "toolCall.args" }, matcher: true },
    ),
  },
  proof: "Driven in tests by its documented process contract, not by the program itself.",
};
