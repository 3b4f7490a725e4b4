// A tool call that every installed agent must block, whatever the scripts say: when it comes through, the way from the agent
// to the daemon and back is whole. `hookloom agents canary` sends it; people can also ask an agent to run it.

import type { AgentCall } from "./decode.ts";
import type { Verdict } from "./verdict.ts";

/** The shell command. It would only print its own name. */
export const CANARY_COMMAND = "echo hookloom-canary";

export const CANARY_VERDICT: Verdict = {
  decision: "deny",
  reason: "The canary was stopped: Hookloom is asked before tools are used, and its word counts.",
};

/** Whether a call is the canary. */
export function isCanary({ event, data }: AgentCall): boolean {
  if (event.point !== "BeforeToolExecution") return false;
  const { parameters } = data;
  return (
    typeof parameters === "object" && parameters !== null && "command" in parameters && parameters.command === CANARY_COMMAND
  );
}
