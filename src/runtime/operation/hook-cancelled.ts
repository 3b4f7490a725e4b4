// What a guarded operation rejects with when a hook cancelled it. Thrown by the guard and by operation scopes; hosts catch it.

import { HookloomError } from "../../foundation/errors.ts";
import type { CancelOutcome } from "../../model/outcome.ts";

/** A hook cancelled the operation, or failed and is fail_closed. */
export class HookCancelled extends HookloomError {
  readonly reason: string;
  readonly hookId: string;
  /** The point at which the hook stands. */
  readonly point: string;
  /** Error code, when the hook did not decide but failed. */
  readonly failure: string | undefined;

  constructor(point: string, outcome: CancelOutcome, cause?: unknown) {
    const { reason, hookId, failure } = outcome;
    const details = { reason, hook: hookId, point, ...(failure === undefined ? {} : { failure }) };
    super("HOOK_CANCELLED", `The hook ${hookId} cancelled the operation at ${point}: ${reason}`, { details, cause });
    this.name = "HookCancelled";
    this.reason = reason;
    this.hookId = hookId;
    this.point = point;
    this.failure = failure;
  }
}
