// Codex's form of answers. It rejects an answer with one field it does not know, and a rejected answer lets the call happen:
// nothing may be here that `output_parser.rs` does not accept.

import type { AgentCall } from "../decode.ts";
import { field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import { NOT_PERMITTED, type Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeCodex(call: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, value, context, notice } = verdict;
  // A refusal whose reason is empty is rejected.
  const reason = verdict.reason?.trim() ? verdict.reason : NOT_PERMITTED;
  const form = formOf(call.event.powers, decision);
  const inside = {
    ...(form === "permission" ? { permissionDecision: "deny", permissionDecisionReason: reason } : {}),
    // The only way to change arguments, and the only form of "allow" that is accepted.
    ...(value === undefined ? {} : { permissionDecision: "allow", updatedInput: value }),
    ...(form === "behavior" ? { decision: { behavior: decision, ...(decision === "deny" ? { message: reason } : {}) } } : {}),
    ...field("additionalContext", context),
  };
  return jsonAnswer({
    ...(form === "decision" ? { decision: "block", reason } : {}),
    ...field("systemMessage", notice),
    ...(Object.keys(inside).length === 0 ? {} : { hookSpecificOutput: { hookEventName: call.eventName, ...inside } }),
  });
}
