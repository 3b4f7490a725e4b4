// Several observers as one, for an executor that tells one. The runtime makes one; what watches hooks joins it.

import { createDisposer, type Disposer } from "../foundation/disposer.ts";
import type { HookloomError } from "../foundation/errors.ts";
import type { HookResult } from "../model/results.ts";
import { ContainedObserver } from "./contained-observer.ts";
import type { HookObserver, PassedOver } from "./executor.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { RunContext } from "./run-context.ts";

export class ObserverList implements HookObserver {
  readonly instant: boolean;
  // The first is apart, so that one alone is told without a loop.
  readonly #first: HookObserver;
  #others: readonly HookObserver[] = [];

  /** `instant`: whether all of them are. */
  constructor(first: HookObserver, instant = true) {
    this.#first = first;
    this.instant = instant;
  }

  /** Adds an observer; in a list of instant ones it must be instant. The disposer takes it out. */
  add(observer: HookObserver): Disposer {
    const contained = new ContainedObserver(observer);
    this.#others = [...this.#others, contained];
    return createDisposer(() => (this.#others = this.#others.filter((each) => each !== contained)));
  }

  executed(hook: RegisteredHook, context: RunContext, result: HookResult, durationMs: number): void {
    this.#first.executed(hook, context, result, durationMs);
    for (const observer of this.#others) observer.executed(hook, context, result, durationMs);
  }

  failed(hook: RegisteredHook, context: RunContext, error: HookloomError, durationMs: number): void {
    this.#first.failed(hook, context, error, durationMs);
    for (const observer of this.#others) observer.failed(hook, context, error, durationMs);
  }

  passedOver(hook: RegisteredHook, context: RunContext, why: PassedOver): void {
    this.#first.passedOver(hook, context, why);
    for (const observer of this.#others) observer.passedOver(hook, context, why);
  }
}
