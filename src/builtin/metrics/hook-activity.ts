// Counts what hooks do and how long they take. `metrics.ts` has the runtime tell it of every hook.

import type { HookObserver } from "../../hooks/executor.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { Labels, Meters } from "./meters.ts";

const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;

/** An observer that counts. `hooks` gives those that are registered. */
export function countHooks(meters: Meters, hooks: () => readonly RegisteredHook[]): HookObserver {
  const executions = meters.counter("hook_executions_total", "Calls of hooks.", ["hook", "hook_point"]);
  const durations = meters.histogram("hook_execution_duration_seconds", "How long calls of hooks took.", ["hook_point"]);
  const failures = meters.counter("hook_failures_total", "Calls of hooks that failed.", ["hook", "code"]);
  const results = meters.counter("hook_result_types", "What hooks answered.", ["hook_point", "result"]);
  const passedOver = meters.counter("hook_passed_over_total", "Hooks that were not asked.", ["hook", "why"]);
  meters.gauge("circuit_breaker_state", "0 closed, 1 on trial, 2 open.", ["hook"], () =>
    hooks().map(({ id, breaker }): [Labels, number] => [{ hook: id }, BREAKER_STATES[breaker.state.kind]]),
  );
  meters.gauge("registered_hooks", "Hooks in their places.", ["hook_point"], () =>
    [...Map.groupBy(hooks(), ({ point }) => point)].map(([point, at]): [Labels, number] => [{ hook_point: point }, at.length]),
  );
  const called = ({ id, point }: RegisteredHook, durationMs: number): void => {
    executions({ hook: id, hook_point: point });
    durations({ hook_point: point }, durationMs);
  };
  return {
    instant: true,
    executed(hook, _context, result, durationMs) {
      called(hook, durationMs);
      results({ hook_point: hook.point, result: result.type });
    },
    failed(hook, _context, error, durationMs) {
      called(hook, durationMs);
      failures({ hook: hook.id, code: error.code });
    },
    passedOver: (hook, _context, why) => passedOver({ hook: hook.id, why }),
  };
}
