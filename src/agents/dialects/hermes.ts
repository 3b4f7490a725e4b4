// Hermes' form of answers. To have the user asked is called `approve` there, and as a `decision` it would mean nothing.

import type { AgentCall } from "../decode.ts";
import { field, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeHermes(_call: AgentCall, { decision, reason, value, context }: Verdict): NativeAnswer {
  if (decision === "deny" || decision === "again") return jsonAnswer({ decision: "block", ...field("reason", reason) });
  if (decision === "ask") return jsonAnswer({ action: "approve", ...field("message", reason) });
  if (value !== undefined) return jsonAnswer({ action: "modify", args: value });
  return jsonAnswer(field("context", context));
}
