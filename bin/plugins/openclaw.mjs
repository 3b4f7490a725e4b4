// The plugin for OpenClaw: each of its hooks is one question, and the answer is what the hook gives back. The file that `hookloom
// agents install openclaw` writes into the folder of plugins exports what this makes.

import { createAsker, unreachable } from "./asker.mjs";

/** Longer than it takes to start a daemon; OpenClaw refuses a tool call whose hook takes longer. In milliseconds. */
const TIMEOUT_MS = 30_000;
const GATES = new Set(["before_tool_call"]);
const HOOKS = [
  ...GATES,
  "after_tool_call",
  "before_agent_run",
  "before_agent_finalize",
  "session_start",
  "session_end",
  "before_compaction",
  "after_compaction",
  "subagent_spawned",
  "subagent_ended",
];
/** Whole conversations, which no hook point has, and of which each event would carry another copy. */
const LEFT_OUT = ["messages", "systemPrompt"];
/** What of a hook's context says who asks where. The rest holds functions and signals. */
const CONTEXT = ["agentId", "sessionKey", "sessionId", "runId", "workspaceDir", "channelId", "trigger", "requester"];

/** The plugin, for the folders of one installation. */
export function openClawPlugin(where) {
  const ask = createAsker("openclaw", where);
  return {
    id: "hookloom",
    name: "Hookloom",
    description: "Asks the hook scripts of Hookloom.",
    register(api) {
      for (const hook of HOOKS) {
        const lastResort = GATES.has(hook) ? { block: true, blockReason: unreachable("openclaw") } : {};
        const handler = async (event, context = {}) => {
          const cwd = context.workspaceDir ?? api.config?.agents?.defaults?.workspace ?? process.cwd();
          const payload = { hook, cwd, event: without(event, LEFT_OUT), context: only(context, CONTEXT) };
          const answer = await ask(hook, payload, lastResort);
          return Object.keys(answer).length === 0 ? undefined : answer;
        };
        api.on(hook, handler, { timeoutMs: TIMEOUT_MS });
      }
    },
  };
}

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

function only(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}
