// What becomes of a run when a hook fails: nothing, or it is cancelled, for a reason that says so. The executor asks, and so do
// compositions.

import type { HookloomError } from "../foundation/errors.ts";
import type { RegisteredHook } from "./registered-hook.ts";

/** Whether the run goes on when it fails, as though it had not been asked. */
export function failsOpen({ failureMode, shadow }: RegisteredHook): boolean {
  return failureMode === "fail_open" || shadow;
}

/** Why a run is cancelled in which it failed. */
export function reasonOfFailure({ id }: RegisteredHook, error: HookloomError): string {
  return `The hook ${id} failed and is fail_closed: ${error.message}`;
}

/** Why a run is cancelled in which it was not asked, because its breaker is open. */
export function reasonOfOpenBreaker({ id }: RegisteredHook): string {
  return `The hook ${id} is fail_closed and not asked for a while, because it failed repeatedly.`;
}
