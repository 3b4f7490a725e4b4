// Antigravity's form of answers. What it cannot read it takes for a question to the user; `allow` does not spare the user its own.

import type { AgentCall } from "../decode.ts";
import { field, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeAntigravity(_call: AgentCall, { decision, reason }: Verdict): NativeAnswer {
  return jsonAnswer({ decision: decision === "continue" ? "allow" : decision, ...field("reason", reason) });
}
