// What Codex' published JSON Schemas say of the inputs and outputs of its hooks (openai/codex, codex-rs/hooks/schema/generated, read in
// November 2026): names, kinds, what must be there, and that nothing else may be. What its parser demands beyond that is in `judge.ts`.

import { anything, filledText, flag, object, one, orNull, text, anyOf, type Shape } from "./shape.ts";

type Fields = Readonly<Record<string, Shape>>;

const BASE: Fields = { session_id: text, transcript_path: orNull(text), cwd: text, model: text };
const MODE: Fields = { permission_mode: one("default", "acceptEdits", "plan", "dontAsk", "bypassPermissions") };
const TURN: Fields = { turn_id: text };
/** Newer versions say inside of which sub-agent it happened. */
const AGENT: Fields = { agent_id: text, agent_type: text };
const CALL: Fields = { tool_name: text, tool_input: anything, tool_use_id: text };
const STOPPED: Fields = { stop_hook_active: flag, last_assistant_message: orNull(text) };

const input = (event: string, fields: Fields, optional: Fields = AGENT): Shape =>
  object({ hook_event_name: one(event), ...BASE, ...fields }, optional);

/** The inputs, by event. */
export const CODEX_INPUTS: Readonly<Record<string, Shape>> = {
  PreToolUse: input("PreToolUse", { ...MODE, ...TURN, ...CALL }),
  PermissionRequest: input("PermissionRequest", {
    ...MODE,
    ...TURN,
    tool_name: one("Bash", "NetworkAccess"),
    tool_input: object({ command: text }, { description: text }),
  }),
  PostToolUse: input("PostToolUse", { ...MODE, ...TURN, ...CALL, tool_response: anything }),
  UserPromptSubmit: input("UserPromptSubmit", { ...MODE, ...TURN, prompt: text }),
  SessionStart: input("SessionStart", { ...MODE, source: one("startup", "resume", "clear") }),
  Stop: input("Stop", { ...MODE, ...TURN, ...STOPPED }),
  SubagentStart: input("SubagentStart", { ...MODE, ...TURN, ...AGENT }, {}),
  SubagentStop: input("SubagentStop", { ...MODE, ...TURN, ...AGENT, agent_transcript_path: orNull(text), ...STOPPED }, {}),
  PreCompact: input("PreCompact", { ...TURN, trigger: one("manual", "auto") }),
  PostCompact: input("PostCompact", { ...TURN, trigger: one("manual", "auto") }),
  StopFailure: input("StopFailure", {
    ...MODE,
    ...TURN,
    error: one(
      "rate_limit",
      "overloaded",
      "authentication_failed",
      "billing_error",
      "invalid_request",
      "server_error",
      "unknown",
    ),
    error_details: orNull(text),
    last_assistant_message: orNull(text),
  }),
};

const UNIVERSAL: Fields = { continue: flag, stopReason: orNull(text), suppressOutput: flag, systemMessage: orNull(text) };
const inside = (event: string, fields: Fields): Fields => ({
  hookSpecificOutput: orNull(object({ hookEventName: one(event) }, fields)),
});
const output = (fields: Fields = {}): Shape => object({}, { ...UNIVERSAL, ...fields });
/** Refusing needs a reason that says something. */
const refusable = (fields: Fields = {}): Shape =>
  anyOf(
    output({ ...fields, reason: orNull(text) }),
    object({ decision: one("block"), reason: filledText }, { ...UNIVERSAL, ...fields }),
  );
const CONTEXT: Fields = { additionalContext: orNull(text) };

/** The outputs, by event. */
export const CODEX_OUTPUTS: Readonly<Record<string, Shape>> = {
  PreToolUse: refusable(
    inside("PreToolUse", {
      ...CONTEXT,
      permissionDecision: one("allow", "deny", "ask"),
      permissionDecisionReason: text,
      updatedInput: anything,
    }),
  ),
  PermissionRequest: output(
    inside("PermissionRequest", {
      decision: object({ behavior: one("allow", "deny") }, { message: text, interrupt: flag, updatedInput: anything }),
    }),
  ),
  PostToolUse: refusable(inside("PostToolUse", { ...CONTEXT, updatedMCPToolOutput: anything, updatedToolOutput: anything })),
  UserPromptSubmit: refusable(inside("UserPromptSubmit", CONTEXT)),
  SessionStart: output(inside("SessionStart", { ...CONTEXT, env: object({}, {}, { open: true }) })),
  Stop: refusable(),
  SubagentStart: output(inside("SubagentStart", CONTEXT)),
  SubagentStop: refusable(),
  PreCompact: output(),
  PostCompact: output(),
  StopFailure: output(),
};
