// Errors as HTTP answers: `{"error": {"code", "message", "details"}}` with a status that fits. `app.ts` sends them.

import type { ErrorCode } from "../foundation/error-codes.ts";
import { HookloomError } from "../foundation/errors.ts";
import { viewError } from "./views.ts";

const STATUS: Partial<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  POINT_DATA_INVALID: 400,
  HOOK_OPTIONS_INVALID: 400,
  POINT_UNKNOWN: 404,
  AGENT_UNKNOWN: 404,
  AGENT_EVENT_UNKNOWN: 400,
  HOOK_UNKNOWN: 404,
  SCRIPT_UNKNOWN: 404,
  APPROVAL_REFUSED: 409,
  EVENT_PATTERN_INVALID: 400,
  EVENT_OPTIONS_INVALID: 400,
  EVENT_DATA_INVALID: 400,
  EVENT_TYPE_INVALID: 400,
  EVENT_STORE_MISSING: 404,
  RUNS_NOT_KEPT: 404,
  EVENT_TOO_LARGE: 413,
  EVENT_RATE_LIMITED: 429,
  RUNTIME_CLOSED: 503,
};

/** The answer to an error that was thrown; what is not of ours tells nothing to the outside. */
export function errorResponse(thrown: unknown): Response {
  if (!(thrown instanceof HookloomError)) {
    return jsonError(500, new HookloomError("INTERNAL", "The daemon made a mistake; its log says which."));
  }
  return jsonError(STATUS[thrown.code] ?? 500, thrown);
}

/** A refusal of a request with a status of its own. */
export function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  code: ErrorCode = "REQUEST_INVALID",
): Response {
  return jsonError(status, new HookloomError(code, message), headers);
}

function jsonError(status: number, error: HookloomError, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ error: viewError(error) }, { status, headers });
}
