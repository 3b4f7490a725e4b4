// An executor on a manual clock, with an observer that writes down what it is told.

import { HookExecutor, type HookObserver, type RunOptions } from "../../src/hooks/executor.ts";
import type { BreakerOptions } from "../../src/hooks/breaker.ts";
import { HookRegistry } from "../../src/hooks/registry.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import type { HookOutcome } from "../../src/model/outcome.ts";
import { ManualClock } from "../support/manual-clock.ts";

/** A custom point, which allows every result. */
export const POINT = "acme:deploy";

/** Writes down `executed <hook> <result>`, `failed <hook> <code>` and `passed over <hook> <why>`. */
export function tellTo(told: string[]): HookObserver {
  return {
    executed: (hook, _context, result) => void told.push(`executed ${hook.id} ${result.type}`),
    failed: (hook, _context, error) => void told.push(`failed ${hook.id} ${error.code}`),
    passedOver: (hook, _context, why) => void told.push(`passed over ${hook.id} ${why}`),
  };
}

export function setup(options: { breaker?: Partial<BreakerOptions>; observer?: HookObserver } = {}) {
  const clock = new ManualClock();
  const registry = new HookRegistry(clock, options.breaker);
  const told: string[] = [];
  const emitted: unknown[][] = [];
  let ids = 0;
  const environment = { newId: () => `id-${(ids += 1)}`, emit: (...event: unknown[]) => void emitted.push(event) };
  const executor = new HookExecutor(registry, clock, environment, options.observer ?? tellTo(told));

  /** Runs a point all of whose hooks answer synchronously. */
  function runSync(data: JsonObject = {}, point = POINT, runOptions?: RunOptions): HookOutcome {
    const outcome = executor.run(point, data, runOptions);
    if (outcome instanceof Promise) throw new Error("the run became asynchronous");
    return outcome;
  }

  /** Runs a point with a hook that does not answer at once. */
  function runAsync(data: JsonObject = {}, point = POINT, runOptions?: RunOptions): Promise<HookOutcome> {
    const outcome = executor.run(point, data, runOptions);
    if (!(outcome instanceof Promise)) throw new Error("the run stayed synchronous");
    return outcome;
  }

  return { clock, registry, executor, told, emitted, runSync, runAsync };
}

/** A hook that throws. */
export function throwing(thrown: unknown = new Error("boom")): () => never {
  return () => {
    throw thrown;
  };
}

/** Lets everything happen that waits for nothing but its turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
