// OpenClaw's form of answers: what its hooks return, each in a form of its own.

import type { JsonObject } from "../../foundation/json.ts";
import type { AnswerForm } from "../contract.ts";
import type { AgentCall } from "../decode.ts";
import { field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import { NOT_PERMITTED, type Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeOpenClaw({ event: { powers } }: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason = NOT_PERMITTED, value } = verdict;
  const form = formOf(powers, decision);
  const decided = form === undefined ? {} : DECISIONS[form]!(reason);
  return jsonAnswer({ ...decided, ...(powers.input === undefined ? {} : field("params", value)) });
}

const DECISIONS: Readonly<Partial<Record<AnswerForm, (reason: string) => JsonObject>>> = {
  block: (reason) => ({ block: true, blockReason: reason }),
  outcome: (reason) => ({ outcome: "block", reason, message: reason }),
  approval: (reason) => ({ requireApproval: { title: "A hook wants you to decide", description: reason } }),
  revise: (reason) => ({ action: "revise", reason }),
};
