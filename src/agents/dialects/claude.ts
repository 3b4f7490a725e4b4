// Claude Code's form of answers, which VS Code, Qwen Code and Factory Droid have taken over: decisions at the top or inside
// `hookSpecificOutput`, depending on the event.

import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import type { AgentCall } from "../decode.ts";
import { field, formOf, jsonAnswer, type NativeAnswer } from "../native-answer.ts";
import type { Verdict } from "../verdict.ts";
import { encodeExitCode } from "./exit-code.ts";

/** Texts of results that are withheld are replaced by this, so that the result keeps the shape the tool gives it. */
const WITHHELD = "[withheld by a hook]";

/** The answer to a call; the verdict is one that the event can carry out. */
export function encodeClaude(call: AgentCall, verdict: Verdict): NativeAnswer {
  const { decision, reason, context, notice } = verdict;
  const { powers } = call.event;
  // What is printed there is taken as it is: for the path of a worktree.
  if (powers.deny === "exit") return encodeExitCode(call, verdict);
  const form = formOf(powers, decision);
  const inside: JsonObject = {
    ...(form === "permission" ? { permissionDecision: decision, ...field("permissionDecisionReason", reason) } : {}),
    ...(form === "behavior" && decision !== "again" ? { decision: behavior(call, verdict) } : {}),
    ...(form === "behavior" && decision === "again" ? { decision: "block", ...field("reason", reason) } : {}),
    ...(form === "action" ? { action: "decline" } : {}),
    ...(form !== "behavior" && powers.input !== undefined ? field("updatedInput", verdict.value) : {}),
    ...(powers.output === true ? field("updatedToolOutput", output(call, verdict)) : {}),
    ...field("additionalContext", context),
  };
  return jsonAnswer({
    ...(form === "continue" ? { continue: false, ...field("stopReason", reason) } : {}),
    ...(form === "decision" ? { decision: "block", ...field("reason", reason) } : {}),
    ...field("systemMessage", notice),
    ...(Object.keys(inside).length === 0 ? {} : { hookSpecificOutput: { hookEventName: call.eventName, ...inside } }),
  });
}

function behavior({ event }: AgentCall, { decision, reason, value }: Verdict): JsonObject {
  if (decision === "deny") return { behavior: "deny", ...field("message", reason) };
  return { behavior: "allow", ...(event.powers.input === undefined ? {} : field("updatedInput", value)) };
}

/** A changed result, or the shape of one that is withheld: a reason alone leaves the result with the model. */
function output(call: AgentCall, { decision, value }: Verdict): JsonValue | undefined {
  return decision === "deny" ? withheld(call.data.result ?? null) : value;
}

function withheld(value: JsonValue): JsonValue {
  if (typeof value === "string") return WITHHELD;
  if (Array.isArray(value)) return value.map(withheld);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withheld(inside ?? null)]));
}
