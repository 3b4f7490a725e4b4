// What a command of Claude Code's settings says, as a result of a hook: by exit code, by JSON, or by plain text. The other way
// round from `dialects/claude.ts`. `command-hooks.ts` calls it.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, parseJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import type { HookResult } from "../../model/results.ts";
import type { NativeAnswer } from "../native-answer.ts";

/** Where blocking stops something; elsewhere the reason is only a word to the model. */
const GATES = new Set(["PreToolUse", "PermissionRequest", "UserPromptSubmit", "PreCompact", "Stop", "SubagentStop"]);
/** Where what is printed as plain text is meant for the model. */
const PLAIN_TEXT_IS_CONTEXT = new Set(["UserPromptSubmit", "SessionStart"]);
const STOPS = new Set(["Stop", "SubagentStop"]);
const BLOCKED = 2;

/**
 * The result; `undefined` when the command has nothing to say.
 * @throws HookloomError AGENT_COMMAND_FAILED when it ended with an error and without an answer
 */
export function readAnswer(event: string, { stdout, stderr, exitCode }: NativeAnswer, data: JsonObject): HookResult | undefined {
  const said = parseJsonObject(stdout);
  if (exitCode === BLOCKED && event !== "PermissionRequest") return blocked(event, reasonOf(said) ?? stderr.trim(), {});
  if (said !== undefined) return readObject(event, said, data);
  if (exitCode !== 0) {
    throw new HookloomError(
      "AGENT_COMMAND_FAILED",
      `The command ended with exit code ${exitCode}: ${stderr.trim() || "(no word)"}`,
    );
  }
  const text = stdout.trim();
  return PLAIN_TEXT_IS_CONTEXT.has(event) && text !== ""
    ? { type: "continue", annotations: { additional_context: text } }
    : undefined;
}

function readObject(event: string, said: JsonObject, data: JsonObject): HookResult | undefined {
  const inside = isJsonObject(said.hookSpecificOutput) ? said.hookSpecificOutput : {};
  const annotations: Record<string, JsonValue> = {
    ...text("additional_context", inside.additionalContext),
    ...text("system_message", said.systemMessage),
  };
  if (said.continue === false && !STOPS.has(event)) return blocked(event, said.stopReason, annotations);
  const decision = isJsonObject(inside.decision) ? inside.decision : {};
  const refuses = said.decision === "block" || inside.permissionDecision === "deny" || decision.behavior === "deny";
  if (refuses) return blocked(event, reasonOf(said), annotations);
  const wish = inside.permissionDecision ?? decision.behavior ?? (said.decision === "approve" ? "allow" : undefined);
  if (wish === "ask" || wish === "allow") {
    annotations.permission = wish;
    Object.assign(annotations, text("permission_reason", inside.permissionDecisionReason ?? said.reason));
  }
  const noted = noteOf(annotations);
  const changed = changedData(event, inside, data);
  if (changed !== undefined) return { type: "modified", data: changed, ...noted };
  return "annotations" in noted ? { type: "continue", ...noted } : undefined;
}

function changedData(event: string, inside: JsonObject, data: JsonObject): JsonObject | undefined {
  if (event === "PreToolUse" && isJsonObject(inside.updatedInput)) return { ...data, parameters: inside.updatedInput };
  if (event === "PostToolUse" && inside.updatedToolOutput !== undefined) return { ...data, result: inside.updatedToolOutput };
  return undefined;
}

function blocked(event: string, reason: JsonValue | undefined, annotations: JsonObject): HookResult {
  const why = typeof reason === "string" && reason !== "" ? reason : "A command does not permit this.";
  if (GATES.has(event)) return { type: "cancel", reason: why, ...noteOf(annotations) };
  const before = typeof annotations.additional_context === "string" ? `${annotations.additional_context}\n\n` : "";
  return { type: "continue", annotations: { ...annotations, additional_context: `${before}${why}` } };
}

function reasonOf(said: JsonObject | undefined): string | undefined {
  const inside = isJsonObject(said?.hookSpecificOutput) ? said.hookSpecificOutput : {};
  const decision = isJsonObject(inside.decision) ? inside.decision : {};
  const reason = inside.permissionDecisionReason ?? decision.message ?? said?.reason;
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}

function noteOf(annotations: JsonObject): { readonly annotations?: JsonObject } {
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}

function text(name: string, value: JsonValue | undefined): Readonly<Record<string, string>> {
  return typeof value === "string" && value !== "" ? { [name]: value } : {};
}
