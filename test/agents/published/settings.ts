// What vendors' published JSON Schemas say of the settings that hold hooks, read in November 2026: Claude Code's
// (SchemaStore/schemastore, claude-code-settings.json), Gemini CLI's (google-gemini/gemini-cli, schemas/settings.schema.json), and
// those of VS Code for its own hook files and Copilot CLI's (microsoft/vscode, chat/common/promptSyntax/hookSchema.ts). Only what
// concerns handlers that are commands or addresses.

import { anyOf, filledText, listOf, object, one, positive, text, type Shape } from "./shape.ts";

const groups = (handler: Shape): Shape => listOf(object({ hooks: listOf(handler) }, { matcher: text }));
const perEvent = (names: readonly string[], value: Shape, open = false): Shape =>
  object({}, Object.fromEntries(names.map((name) => [name, value])), { open });
const settings = (hooks: Shape): Shape => object({ hooks }, {}, { open: true });

const CLAUDE_EVENTS = [
  "PreToolUse",
  "PostToolUse",
  "PostToolUseFailure",
  "PermissionRequest",
  "Notification",
  "UserPromptSubmit",
  "Stop",
  "StopFailure",
  "SubagentStart",
  "SubagentStop",
  "PreCompact",
  "PostCompact",
  "Elicitation",
  "ElicitationResult",
  "TeammateIdle",
  "SessionStart",
  "SessionEnd",
];
const CLAUDE_COMMON = { timeout: positive, if: text, statusMessage: text };
const CLAUDE_HANDLER = anyOf(
  object({ type: one("command"), command: filledText }, CLAUDE_COMMON),
  object({ type: one("http"), url: filledText }, CLAUDE_COMMON),
);

const GEMINI_EVENTS = [
  "BeforeTool",
  "AfterTool",
  "BeforeAgent",
  "AfterAgent",
  "Notification",
  "SessionStart",
  "SessionEnd",
  "PreCompress",
  "BeforeModel",
  "AfterModel",
  "BeforeToolSelection",
];
const GEMINI_HANDLER = object(
  {},
  { name: text, type: one("command"), command: text, description: text, timeout: positive },
  { open: true },
);

const VSCODE_EVENTS = [
  "SessionStart",
  "UserPromptSubmit",
  "PreToolUse",
  "PostToolUse",
  "PreCompact",
  "SubagentStart",
  "SubagentStop",
  "Stop",
];
const VSCODE_HANDLER = object({ type: one("command"), command: text }, { timeout: positive }, { open: true });
const COPILOT_EVENTS = [
  "sessionStart",
  "sessionEnd",
  "userPromptSubmitted",
  "preToolUse",
  "postToolUse",
  "errorOccurred",
  "agentStop",
  "subagentStop",
];
const COPILOT_HANDLER = anyOf(
  object({ type: one("command"), bash: text }, { timeoutSec: positive }, { open: true }),
  object({ type: one("command"), powershell: text }, { timeoutSec: positive }, { open: true }),
);

/** The settings as a whole, by agent. */
export const PUBLISHED_SETTINGS: Readonly<Record<string, Shape>> = {
  "claude-code": settings(perEvent(CLAUDE_EVENTS, groups(CLAUDE_HANDLER))),
  "gemini-cli": settings(perEvent(GEMINI_EVENTS, groups(GEMINI_HANDLER))),
  vscode: settings(perEvent(VSCODE_EVENTS, listOf(VSCODE_HANDLER), true)),
  "copilot-cli": object(
    { version: positive, hooks: perEvent(COPILOT_EVENTS, listOf(COPILOT_HANDLER), true) },
    {},
    { open: true },
  ),
};
