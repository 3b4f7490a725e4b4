// The answers to OpenCode, of our own making: what `bin/plugins/opencode.mjs` throws, changes in the objects that it was handed, or
// adds to them.

import type { AgentCall } from "../decode.ts";
import { asText, field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import { NOT_PERMITTED, type Verdict } from "../verdict.ts";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeOpenCode({ event: { powers } }: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason = NOT_PERMITTED, value, context } = verdict;
  return jsonAnswer({
    ...(formOf(powers, decision) === "throw" ? { deny: reason } : {}),
    ...(powers.input === undefined ? {} : field("args", value)),
    // The result of every tool is a text there.
    ...(powers.output === undefined || value === undefined ? {} : { output: asText(value) }),
    ...field("context", context),
  });
}
