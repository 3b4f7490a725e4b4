// Cline's form of answers: whether to cancel, and what the model shall know.

import type { AgentCall } from "../decode.ts";
import { field, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeCline(_call: AgentCall, { decision, reason, context }: Verdict): NativeAnswer {
  const cancel = decision === "deny";
  return jsonAnswer({ cancel, ...field("contextModification", context), ...(cancel ? field("errorMessage", reason) : {}) });
}
