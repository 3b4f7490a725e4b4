// A refusal of the daemon as the error that it was there. Clients throw it.

import { ERROR_CODES, type ErrorCode } from "../foundation/error-codes.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { ErrorView } from "./schemas.ts";

/**
 * The error of an answer with a status of 400 or more; `details.status` has it, and `details.retry_after_s` the seconds after which
 * the daemon wants to be asked again, if it does.
 */
export function daemonError(status: number, text: string, retryAfter?: string | null): HookloomError {
  const { code = "INTERNAL", message = `The daemon answered ${status}.`, details = {}, place } = errorOf(text) ?? {};
  const known = Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : "INTERNAL";
  const again = retryAfter ? { retry_after_s: Number(retryAfter) } : {};
  return new HookloomError(known, message, { details: { ...details, status, ...again }, place });
}

function errorOf(text: string): Partial<ErrorView> | undefined {
  try {
    return (JSON.parse(text) as { error?: ErrorView }).error;
  } catch {
    // A proxy answered in the daemon's place.
    return undefined;
  }
}
