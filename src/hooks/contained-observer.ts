// Keeps what an observer throws away from the run it is told about. The executor puts one around every observer.

import type { HookloomError } from "../foundation/errors.ts";
import { warnOfFault } from "../foundation/warn.ts";
import type { HookResult } from "../model/results.ts";
import type { HookObserver, PassedOver } from "./executor.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { RunContext } from "./run-context.ts";

export class ContainedObserver implements HookObserver {
  readonly #observer: HookObserver;
  readonly instant: boolean;
  #warned = false;

  constructor(observer: HookObserver) {
    this.#observer = observer;
    this.instant = observer.instant === true;
  }

  executed(hook: RegisteredHook, context: RunContext, result: HookResult, durationMs: number): void {
    try {
      this.#observer.executed(hook, context, result, durationMs);
    } catch (thrown) {
      this.#warn("executed", thrown);
    }
  }

  failed(hook: RegisteredHook, context: RunContext, error: HookloomError, durationMs: number): void {
    try {
      this.#observer.failed(hook, context, error, durationMs);
    } catch (thrown) {
      this.#warn("failed", thrown);
    }
  }

  passedOver(hook: RegisteredHook, context: RunContext, why: PassedOver): void {
    try {
      this.#observer.passedOver(hook, context, why);
    } catch (thrown) {
      this.#warn("passedOver", thrown);
    }
  }

  // Once: an observer that fails tends to fail at every hook of every run.
  #warn(method: string, thrown: unknown): void {
    if (this.#warned) return;
    this.#warned = true;
    warnOfFault(`${method} of a hook observer`, thrown);
  }
}
