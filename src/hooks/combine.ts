// Hooks made of hooks: several as one, and one whose time is watched. For hosts and plugins; scripts are ordered by phases.

import { systemClock, type Clock } from "../foundation/clock.ts";
import type { JsonObject } from "../foundation/json.ts";
import { diffObjects, mergeObjects } from "../foundation/merge-patch.ts";
import type { HookContext } from "../model/context.ts";
import { parseHookResult } from "../model/parse-result.ts";
import { results } from "../model/results.ts";
import type { HookAnswer, HookFunction } from "./hook.ts";

/**
 * Several hooks as one: each sees the changes of those before it, and the first that answers anything but `continue`,
 * `skipped` and `modified` decides. Changes are patches: a text, which changes a point's content, is refused.
 */
export function chainHooks(...hooks: readonly HookFunction[]): HookFunction {
  return async (context) => {
    let data = context.data;
    for (const hook of hooks) {
      const answer = await hook(withData(context, data));
      if (answer === undefined || answer === null) continue;
      const result = parseHookResult(answer);
      if (result.type === "modified") data = mergeObjects(data, result.data);
      else if (result.type !== "continue" && result.type !== "skipped") return result;
    }
    return data === context.data ? undefined : results.modified(diffObjects(context.data, data));
  };
}

export interface TimedOptions {
  /** In milliseconds. Default 100. */
  readonly slowMs?: number;
  readonly clock?: Clock;
  /** Told of a call that took longer. Default: a warning of the process. */
  readonly onSlow?: (durationMs: number, context: HookContext) => void;
}

/** A hook whose slow calls are told. */
export function timedHook(hook: HookFunction, options: TimedOptions = {}): HookFunction {
  const { slowMs = 100, clock = systemClock, onSlow = warn } = options;
  return (context) => {
    const startedMs = clock.monotonicMs();
    const ended = (): void => {
      const durationMs = clock.monotonicMs() - startedMs;
      if (durationMs > slowMs) onSlow(durationMs, context);
    };
    let answer: HookAnswer | Promise<HookAnswer>;
    try {
      answer = hook(context);
    } catch (thrown) {
      ended();
      throw thrown;
    }
    if (answer instanceof Promise) return answer.finally(ended);
    ended();
    return answer;
  };
}

function warn(durationMs: number, { point }: HookContext): void {
  process.emitWarning(`a hook at ${point} took ${Math.round(durationMs)} ms`, { code: "HOOKLOOM_SLOW_HOOK" });
}

// The context's own parts may be getters of a class, which a spread would not copy.
function withData(context: HookContext, data: JsonObject): HookContext {
  return data === context.data ? context : Object.create(context, { data: { value: data, enumerable: true } });
}
