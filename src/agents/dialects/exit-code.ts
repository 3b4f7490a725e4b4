// The answers of agents that only look at how a hook ends: exit code 2 with the reason on standard error refuses; what is printed
// is context for the model, where the agent takes any.

import type { AgentCall } from "../decode.ts";
import { formOf, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeExitCode(call: AgentCall, { decision, reason, context }: Verdict): NativeAnswer {
  if (formOf(call.event.powers, decision) === "exit") return { stdout: "", stderr: `${reason}\n`, exitCode: 2 };
  return { stdout: context ?? "", stderr: "", exitCode: 0 };
}
