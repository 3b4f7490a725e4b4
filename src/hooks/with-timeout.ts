// Waits for the answer of a native hook no longer than it may take. The executor and the observing hooks use it; scripts keep
// their time themselves.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { HookAnswer } from "./hook.ts";
import type { RegisteredHook } from "./registered-hook.ts";

/** The answer, or a rejection with HOOK_TIMED_OUT. `deadline`: when nobody waits any more, in milliseconds since 1970. */
export function withTimeout(
  clock: Clock,
  hook: RegisteredHook,
  answer: Promise<HookAnswer>,
  deadline: number | undefined,
): Promise<HookAnswer> {
  const limitMs = deadline === undefined ? hook.timeoutMs : Math.min(hook.timeoutMs, Math.max(1, deadline - clock.now()));
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.after(limitMs, () => reject(timeoutError(hook, limitMs)));
    Promise.resolve(answer).then(resolve, reject).finally(cancelTimer);
  });
}

function timeoutError(hook: RegisteredHook, limitMs: number): HookloomError {
  return new HookloomError("HOOK_TIMED_OUT", `The hook ${hook.id} did not answer within its ${limitMs} ms.`, {
    details: { hook: hook.id, limit_ms: limitMs },
  });
}
