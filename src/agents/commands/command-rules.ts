// What Claude Code's documentation says about a command of its settings: at which tools it is asked, how long it may take, and
// whether the daemon can run it in the agent's place. The migration and the runner share it.

import { compileExpression, findExpressionFault } from "../../foundation/regular-expression.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { ANSWER_WITHIN_MS } from "../contract.ts";
import { matchesEverything } from "../install/settings-file.ts";

/** The longest that a command may take: after it, there must be time to answer the agent. In milliseconds. */
export const LONGEST_MS = ANSWER_WITHIN_MS - 2000;

/** The field of the data that a matcher is about, where it is not the tool. */
const MATCHED_FIELDS: Readonly<Record<string, string>> = {
  SessionStart: "source",
  SessionEnd: "reason",
  PreCompact: "trigger",
  Notification: "notification_type",
  SubagentStart: "agent_type",
  SubagentStop: "agent_type",
};
/** A matcher of these characters is a list of names; any other is a regular expression that may match anywhere. */
const NAMES = /^[A-Za-z0-9_\-, |]+$/;
/** What a handler can ask for that nobody but the agent itself can do. */
const ONLY_BY_THE_AGENT = ["async", "asyncRewake", "if", "once"];

/** Why a handler has to stay where it is; `undefined` when the daemon can run it. */
export function findObstacle(handler: JsonObject, matcher: string | undefined): string | undefined {
  if (handler.type !== "command" || typeof handler.command !== "string") return "it is no command";
  const own = ONLY_BY_THE_AGENT.find((name) => handler[name] !== undefined);
  if (own !== undefined) return `only the agent knows about "${own}"`;
  if (handler.shell === "powershell") return "it is written for PowerShell";
  const fault =
    matcher === undefined || matchesEverything(matcher) || NAMES.test(matcher) ? undefined : findExpressionFault(matcher);
  return fault === undefined ? undefined : `its matcher ${fault}`;
}

/** Whether a command is asked about this. */
export function createMatcher(event: string, matcher: string | undefined): (data: JsonObject) => boolean {
  if (matcher === undefined || matchesEverything(matcher)) return () => true;
  const field = MATCHED_FIELDS[event] ?? "tool_name";
  if (NAMES.test(matcher)) {
    const names = new Set(matcher.split(/[|,]/).map((name) => name.trim()));
    return (data) => names.has(String(data[field]));
  }
  const expression = compileExpression(matcher);
  return (data) => expression(String(data[field])) === "matches";
}

/** How long a command may take, in milliseconds. */
export function timeoutOf({ timeout }: JsonObject): number {
  return typeof timeout === "number" && timeout > 0 ? Math.min(timeout * 1000, LONGEST_MS) : LONGEST_MS;
}

/** The arguments of a command that is started without a shell. */
export function argumentsOf({ args }: JsonObject): readonly string[] | undefined {
  return Array.isArray(args) ? args.filter((arg) => typeof arg === "string") : undefined;
}
