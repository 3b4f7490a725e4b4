// What built-ins say when they have found something forbidden: an event, and a run of the point SecurityViolation, which the
// metrics, the audit log and hooks of users hear.

import type { JsonObject } from "../foundation/json.ts";
import type { HookContext } from "../model/context.ts";
import type { BuiltinEnvironment } from "./builtin.ts";

export interface Violation {
  readonly type:
    | "command_injection"
    | "prompt_injection"
    | "ssrf"
    | "ip_denied"
    | "time_denied"
    | "secret_found"
    | "input_denied";
  /** What was done about it: the operation stopped, handed to the user, changed, or only noted. */
  readonly action: "block" | "ask" | "sanitize" | "warn";
  readonly reason: string;
  /** More facts, for the event alone. */
  readonly details?: JsonObject;
}

const PARTIES = ["user_id", "session_id", "agent_id", "peer_addr"] as const;

/** Those of the fields of a run's data that say who is concerned. */
export function partiesOf(data: JsonObject): JsonObject {
  return Object.fromEntries(PARTIES.filter((name) => typeof data[name] === "string").map((name) => [name, data[name]]));
}

/** Tells about a violation in the data of a run. */
export function reportViolation(environment: BuiltinEnvironment, context: HookContext, violation: Violation): void {
  const { type, action, reason, details = {} } = violation;
  const parties = partiesOf(context.data);
  context.emit("security.violation", { violation_type: type, action, reason, hook_point: context.point, ...parties, ...details });
  environment.tell("SecurityViolation", { violation_type: type, action, reason, ...parties }, context.correlationId);
}
