// Cursor's form of answers: flat, in snake_case, with a message for the user and one for the model.

import type { AgentCall } from "../decode.ts";
import { field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeCursor(call: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason, value, context, notice } = verdict;
  const { powers } = call.event;
  if (decision === "again") return jsonAnswer(field("followup_message", reason));
  // The one event whose answer must not leave the field out.
  if (powers.deny === "continue") return jsonAnswer({ continue: decision !== "deny", ...field("user_message", reason) });
  return jsonAnswer({
    ...(formOf(powers, decision) === "permission"
      ? { permission: decision, ...field("user_message", reason), ...field("agent_message", reason) }
      : {}),
    ...(powers.input === undefined ? {} : field("updated_input", value)),
    ...field("additional_context", context),
    ...field("user_message", notice),
  });
}
