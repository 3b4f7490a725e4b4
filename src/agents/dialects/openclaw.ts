// OpenClaw's form of answers: what its hooks return, each in a form of its own.

import type { JsonObject } from "../../foundation/json.ts";
import type { AgentCall } from "../decode.ts";
import { field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeOpenClaw({ event: { powers } }: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason = "A hook does not permit this.", value } = verdict;
  const form = formOf(powers, decision);
  const decided: JsonObject =
    form === undefined ? {} : (DECISIONS as Readonly<Record<string, (reason: string) => JsonObject>>)[form]!(reason);
  return jsonAnswer({ ...decided, ...(powers.input === undefined ? {} : field("params", value)) });
}

const DECISIONS = {
  block: (reason: string) => ({ block: true, blockReason: reason }),
  outcome: (reason: string) => ({ outcome: "block", reason, message: reason }),
  approval: (reason: string) => ({ requireApproval: { title: "A hook wants you to decide", description: reason } }),
  revise: (reason: string) => ({ action: "revise", reason }),
};
