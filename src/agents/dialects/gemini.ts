// Gemini CLI's form of answers: one `decision` for every event, and arguments that are merged into the call's.

import type { AgentCall } from "../decode.ts";
import { field, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeGemini(call: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason, value, context, notice } = verdict;
  const inside = {
    ...(call.event.powers.input === undefined ? {} : field("tool_input", value)),
    ...field("additionalContext", context),
  };
  return jsonAnswer({
    ...(decision === "continue" ? {} : { decision: decision === "again" ? "deny" : decision, ...field("reason", reason) }),
    ...field("systemMessage", notice),
    ...(Object.keys(inside).length === 0 ? {} : { hookSpecificOutput: { hookEventName: call.eventName, ...inside } }),
  });
}
