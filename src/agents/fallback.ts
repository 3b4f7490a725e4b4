// The verdict when the hooks cannot be asked: nobody answers, or not in time, or the payload cannot be read. The daemon and the
// shim use it, so it loads nothing of the runtime.

import type { AgentCall } from "./decode.ts";
import type { Verdict } from "./verdict.ts";

/** What becomes of calls whose hooks cannot be asked. */
export interface FallbackPolicy {
  readonly reading: "continue" | "deny";
  readonly changing: "continue" | "deny";
}

export const DEFAULT_POLICY: FallbackPolicy = { reading: "continue", changing: "deny" };

/** Tools, by their canonical names, that change nothing and tell nobody anything. */
const READING_TOOLS = new Set([
  "Read",
  "Glob",
  "Grep",
  "LS",
  "NotebookRead",
  "TodoRead",
  "TodoWrite",
  "AskUserQuestion",
  "ToolSearch",
  "BashOutput",
]);

/** Points at which something is about to be done that hooks may forbid. */
const GATES = new Set(["BeforeToolExecution", "PermissionRequest"]);

/** The verdict by the kind of the call; `why` says what is wrong, in one sentence. */
export function fallbackVerdict(call: AgentCall, policy: FallbackPolicy, why: string): Verdict {
  if (!GATES.has(call.event.point)) return { decision: "continue" };
  const reads = READING_TOOLS.has(String(call.data.tool_name ?? ""));
  if (policy[reads ? "reading" : "changing"] === "continue") return { decision: "continue" };
  return { decision: "deny", reason: `${why} ${reads ? "" : "This may change something, so it is refused. "}${remedy(call)}` };
}

function remedy({ agent }: AgentCall): string {
  return `Start the daemon with \`hookloom serve\`, or take the hooks out with \`hookloom agents uninstall ${agent.name}\`.`;
}
