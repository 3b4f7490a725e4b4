// Copilot CLI's form of answers: flat, in camelCase. Two JSON objects, or any exit code but 0 before a tool, would undo them.

import type { AgentCall } from "../decode.ts";
import { asText, field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeCopilot(call: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason, value, context } = verdict;
  const { powers } = call.event;
  const form = formOf(powers, decision);
  return jsonAnswer({
    ...(form === "permission" ? { permissionDecision: decision, ...field("permissionDecisionReason", reason) } : {}),
    ...(form === "behavior" ? { behavior: decision, ...(decision === "deny" ? field("message", reason) : {}) } : {}),
    ...(form === "decision" ? { decision: "block", ...field("reason", reason) } : {}),
    ...(powers.input === undefined ? {} : field("modifiedArgs", value)),
    ...(powers.output === undefined || value === undefined
      ? {}
      : { modifiedResult: { resultType: "success", textResultForLlm: asText(value) } }),
    ...field("additionalContext", context),
  });
}
