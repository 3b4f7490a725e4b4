// Asks hooks ahead of their turn: those that stand directly behind one that was just asked, each of them only if those in front of
// it have nothing to say. A row of script hooks so costs one journey to the sandbox. The executor calls it.

import type { HookContext } from "../model/context.ts";
import type { AskedAhead } from "./hook.ts";
import type { RegisteredHook } from "./registered-hook.ts";

/** How many are asked ahead at most: what is sent in vain when the first has something to say. */
const MOST = 16;

/** Hooks that were asked ahead, by their place in the row. */
export type AskedAheadHooks = ReadonlyMap<number, AskedAhead>;

/** Asks those behind a hook, with the context it was asked with. In the turn in which it was asked. */
export function askAhead(hooks: readonly RegisteredHook[], index: number, context: HookContext): AskedAheadHooks | undefined {
  const { alias } = hooks[index]!;
  let asked: Map<number, AskedAhead> | undefined;
  for (let next = index + 1; next < hooks.length && next <= index + MOST; next += 1) {
    const hook = hooks[next]!;
    const isReady = hook.hook.askAhead !== undefined && hook.breaker.state.kind === "closed";
    // What is asked once is claimed in its turn, and what stands under another name is asked with other data.
    if (!isReady || hook.once || hook.alias !== alias) break;
    if (hook.matcher !== undefined && !hook.matcher(context.data)) continue;
    const ahead = hook.hook.askAhead!(context);
    if (ahead === undefined) break;
    // It is of no interest any more when a hook in front of it failed.
    ahead.answer.catch(() => undefined);
    (asked ??= new Map()).set(next, ahead);
  }
  return asked;
}

/** How long they took by themselves until now, in milliseconds. */
export function durationOf(asked: AskedAheadHooks | undefined): number {
  let durationMs = 0;
  if (asked !== undefined) for (const ahead of asked.values()) durationMs += ahead.durationMs;
  return durationMs;
}
