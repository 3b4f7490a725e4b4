// Writes down what each hook of one run said. The daemon and `hookloom run` make one per run and hand it to the executor as
// the run's observer.

import type { HookloomError } from "../foundation/errors.ts";
import type { HookObserver, PassedOver } from "../hooks/executor.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { RunContext } from "../hooks/run-context.ts";
import type { HookResult } from "../model/results.ts";
import type { HookReport } from "./schemas.ts";
import { roundedMs, viewError } from "./views.ts";

export class RunRecorder implements HookObserver {
  /** In the order in which the hooks stood in line. */
  readonly reports: HookReport[] = [];

  executed(hook: RegisteredHook, _context: RunContext, result: HookResult, durationMs: number): void {
    const reason = "reason" in result ? { reason: result.reason } : undefined;
    const shadow = hook.shadow ? { shadow: true as const } : undefined;
    this.reports.push({ hook_id: hook.id, result: result.type, ...reason, ...shadow, duration_ms: roundedMs(durationMs) });
  }

  failed(hook: RegisteredHook, _context: RunContext, error: HookloomError, durationMs: number): void {
    this.reports.push({ hook_id: hook.id, error: viewError(error), duration_ms: roundedMs(durationMs) });
  }

  passedOver(hook: RegisteredHook, _context: RunContext, why: PassedOver): void {
    this.reports.push({ hook_id: hook.id, passed_over: why, duration_ms: 0 });
  }
}
