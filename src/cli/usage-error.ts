// A mistake in what was typed, with what to type instead. Commands throw it; `report-error.ts` prints the hint.

import { HookloomError, type ErrorPlace } from "../foundation/errors.ts";

/** An error of the user's, whose next line is the hint. */
export function usageError(message: string, hint: string, place?: ErrorPlace): HookloomError {
  return new HookloomError("REQUEST_INVALID", message, { details: { hint }, place });
}
