// OpenClaw: a plugin in its own process, `bin/plugins/openclaw.mjs`, whose hooks give our answers back as they are.

import type { AgentContract } from "../contract.ts";
import { installed, tool } from "./common.ts";

const SESSION = { session_id: "context.sessionId" } as const;
const CALL = { ...SESSION, tool_name: "event.toolName", parameters: "event.params", tool_id: "event.toolCallId" } as const;
const FILE = { file_path: "path" } as const;
const SUBAGENT = { ...SESSION, agent_id: "event.childSessionKey" } as const;

const MANIFEST = {
  id: "hookloom",
  name: "Hookloom",
  activation: { onStartup: true },
  configSchema: { type: "object", additionalProperties: false },
};

export const openClaw: AgentContract = {
  name: "openclaw",
  title: "OpenClaw",
  source: "docs/plugins/hooks and the types of openclaw 2026.9.6",
  program: "openclaw",
  dialect: "openclaw",
  eventField: "hook",
  settings: {
    layout: "plugin",
    paths: { user: "~/.openclaw/extensions/hookloom/index.js" },
    alsoReads: ["~/.openclaw/openclaw.json"],
    switches: [
      { path: "plugins.enabled", off: false },
      { path: "plugins.entries.hookloom.enabled", off: false },
    ],
    trust:
      "Prompts and the end of a run are shown to plugins only after plugins.entries.hookloom.hooks.allowConversationAccess was set to true in openclaw.json; tool calls need nothing more. Restart the Gateway.",
    homeVariable: { name: "OPENCLAW_STATE_DIR", folder: "~/.openclaw" },
    plugin: {
      factory: "openClawPlugin",
      export: "default",
      beside: { "openclaw.plugin.json": `${JSON.stringify(MANIFEST, undefined, 2)}\n` },
    },
  },
  timeout: { unit: "ms", default: 15_000 },
  onTimeout: "closed",
  onCrash: "closed",
  exitCodes: "none: the hook's return value is the answer",
  output: "lenient",
  tools: {
    exec: tool("Bash"),
    read: tool("Read", FILE),
    write: tool("Write", FILE),
    edit: tool("Edit", FILE),
    ls: tool("LS"),
    web_fetch: tool("WebFetch"),
    web_search: tool("WebSearch"),
    spawn_agent: tool("Agent"),
  },
  events: {
    before_tool_call: installed(
      "BeforeToolExecution",
      ["event.toolName", "event.params"],
      { deny: "block", ask: "approval", input: "whole" },
      { fields: CALL },
    ),
    after_tool_call: installed(
      "AfterToolExecution",
      ["event.toolName", "event.params"],
      {},
      { fields: { ...CALL, result: "event.result", duration_ms: "event.durationMs" } },
    ),
    before_agent_run: installed(
      "UserPromptSubmit",
      ["event.prompt"],
      { deny: "outcome" },
      { fields: { ...SESSION, prompt: "event.prompt" } },
    ),
    before_agent_finalize: installed(
      "AfterAgentExecution",
      ["event.stopHookActive"],
      { again: "revise" },
      {
        fields: {
          session_id: "event.sessionId",
          output: "event.lastAssistantMessage",
          stop_hook_active: "event.stopHookActive",
        },
      },
    ),
    session_start: installed("SessionStart", ["event.sessionId"], {}, { fields: { session_id: "event.sessionId" } }),
    session_end: installed(
      "SessionEnd",
      ["event.sessionId"],
      {},
      { fields: { session_id: "event.sessionId", reason: "event.reason" } },
    ),
    before_compaction: installed("BeforeCompaction", ["event.messageCount"], {}, { fields: SESSION }),
    after_compaction: installed("AfterCompaction", ["event.messageCount"], {}, { fields: SESSION }),
    subagent_spawned: installed("SubagentStart", ["event.childSessionKey"], {}, { fields: SUBAGENT }),
    subagent_ended: installed(
      "SubagentStop",
      ["event.targetSessionKey"],
      {},
      { fields: { ...SESSION, agent_id: "event.targetSessionKey" } },
    ),
  },
  proof:
    "Driven for real: 2026.9.6 (`openclaw agent --local`) with a stand-in for its model, through the installed plugin. A refusal before a tool and changed arguments arrived as meant; the other answers are tested by the documented contract.",
};
