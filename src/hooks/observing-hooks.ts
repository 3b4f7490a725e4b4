// Tells the hooks of the phase "observe" what a run came to. All at once, after whoever asked has gone on: they hold nobody
// up, and nothing they answer changes anything. The executor calls it when a run has its outcome, whatever it is.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError, toHookloomError } from "../foundation/errors.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { parseHookResult } from "../model/parse-result.ts";
import { fromCanonicalData } from "../model/points/map-fields.ts";
import { results, type HookResult } from "../model/results.ts";
import type { HookObserver } from "./executor.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { HookRegistry } from "./registry.ts";
import type { RunContext } from "./run-context.ts";
import { withTimeout } from "./with-timeout.ts";

export class ObservingHooks {
  readonly #registry: HookRegistry;
  readonly #clock: Clock;

  constructor(registry: HookRegistry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  /** Tells them after the current turn; resolves when every one has ended. */
  tell(
    hooks: readonly RegisteredHook[],
    context: RunContext,
    outcome: HookOutcome,
    observers: readonly HookObserver[],
  ): Promise<void> {
    const shown = context.withOutcome(outcome);
    return new Promise((resolve) => {
      setImmediate(() => {
        const told = hooks.map((hook) => this.#tellOne(hook, shown, observers));
        void Promise.all(told).then(() => resolve());
      });
    });
  }

  async #tellOne(hook: RegisteredHook, context: RunContext, observers: readonly HookObserver[]): Promise<void> {
    const seen = hook.alias === undefined ? context : context.withData(fromCanonicalData(hook.alias, context.data));
    const passOver = (why: "no_match" | "breaker_open" | "once"): void => {
      for (const observer of observers) observer.passedOver(hook, context, why);
    };
    if (hook.matcher?.(seen.data) === false) return passOver("no_match");
    if (hook.once && !this.#registry.claim(hook)) return passOver("once");
    const ticket = hook.breaker.admit();
    if (ticket === undefined) return passOver("breaker_open");
    const startedMs = this.#clock.monotonicMs();
    try {
      const answer = hook.hook.execute(seen);
      const isLate = answer instanceof Promise && hook.hook.keepsDeadline !== true;
      const result = observed(hook, await (isLate ? withTimeout(this.#clock, hook, answer, undefined) : answer));
      const durationMs = this.#clock.monotonicMs() - startedMs;
      hook.breaker.succeeded(ticket, durationMs);
      for (const observer of observers) observer.executed(hook, context, result, durationMs);
    } catch (thrown) {
      hook.breaker.failed(ticket);
      const error = toHookloomError(thrown, "HOOK_FAILED");
      for (const observer of observers) observer.failed(hook, context, error, this.#clock.monotonicMs() - startedMs);
    }
  }
}

/** What an observing hook may answer. */
function observed(hook: RegisteredHook, answer: unknown): HookResult {
  const result = answer === undefined ? results.continue() : parseHookResult(answer);
  if (result.type === "continue" || result.type === "skipped") return result;
  throw new HookloomError(
    "RESULT_NOT_ALLOWED",
    `The hook ${hook.id} answered "${result.type}"; in the phase "observe" everything is decided, and only "continue" and "skipped" are allowed.`,
    { details: { hook: hook.id, point: hook.point, type: result.type } },
  );
}
