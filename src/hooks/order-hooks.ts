// The order in which the hooks of a point are asked: by phase, by priority, as they were registered, and before or after
// others that they name. The registry calls it whenever hooks come or go.

import { HookloomError } from "../foundation/errors.ts";
import { matchesGlob } from "../foundation/glob.ts";
import { comparePhases } from "../model/phase.ts";
import type { RegisteredHook } from "./registered-hook.ts";

/**
 * The hooks in their order. A hook that names one which is not there, or not yet, stands as if it named none.
 * @throws HookloomError HOOK_ORDER_INVALID when hooks want to stand before each other, or against their phases
 */
export function orderHooks(hooks: readonly RegisteredHook[]): RegisteredHook[] {
  const sorted = hooks.toSorted(compareHooks);
  if (sorted.every(({ before, after }) => before.length === 0 && after.length === 0)) return sorted;
  const earlier = findEarlier(sorted);
  const ordered: RegisteredHook[] = [];
  const waiting = new Set(sorted);
  while (waiting.size > 0) {
    const next = [...waiting].find((hook) => [...earlier.get(hook)!].every((other) => !waiting.has(other)));
    if (next === undefined) throw cycleError(findCycle(waiting, earlier));
    waiting.delete(next);
    ordered.push(next);
  }
  return ordered;
}

function compareHooks(a: RegisteredHook, b: RegisteredHook): number {
  return (
    comparePhases(a.phase, b.phase) ||
    b.priority - a.priority ||
    a.order - b.order ||
    (a.owner < b.owner ? -1 : a.owner > b.owner ? 1 : 0) ||
    a.index - b.index
  );
}

/** Of each hook, those that must be asked before it. */
function findEarlier(sorted: readonly RegisteredHook[]): Map<RegisteredHook, Set<RegisteredHook>> {
  const earlier = new Map(sorted.map((hook) => [hook, new Set<RegisteredHook>()]));
  for (const hook of sorted) {
    for (const other of sorted) {
      if (other === hook) continue;
      if (names(hook.after, other)) put(earlier, other, hook);
      if (names(hook.before, other)) put(earlier, hook, other);
    }
  }
  return earlier;
}

function put(earlier: Map<RegisteredHook, Set<RegisteredHook>>, first: RegisteredHook, second: RegisteredHook): void {
  const phases = comparePhases(first.phase, second.phase);
  if (phases > 0) throw phaseError(first, second);
  // Between phases the order is as it is wanted anyway.
  if (phases === 0) earlier.get(second)!.add(first);
}

function names(globs: readonly string[], { id }: RegisteredHook): boolean {
  return globs.some((glob) => matchesGlob(glob, id));
}

/** Some hooks each of which waits for the next, and the last for the first. */
function findCycle(
  waiting: ReadonlySet<RegisteredHook>,
  earlier: ReadonlyMap<RegisteredHook, ReadonlySet<RegisteredHook>>,
): RegisteredHook[] {
  const path: RegisteredHook[] = [];
  let [hook] = waiting;
  while (!path.includes(hook!)) {
    path.push(hook!);
    hook = [...earlier.get(hook!)!].find((other) => waiting.has(other));
  }
  return path.slice(path.indexOf(hook!)).toReversed();
}

function cycleError(cycle: readonly RegisteredHook[]): HookloomError {
  const ids = cycle.map(({ id }) => id);
  const chain = [...ids, ids[0]].map((id) => JSON.stringify(id)).join(" before ");
  const message = `Hooks at ${cycle[0]!.point} want to be asked in a circle: ${chain}. Take one "before" or "after" away.`;
  return new HookloomError("HOOK_ORDER_INVALID", message, { details: { point: cycle[0]!.point, cycle: ids } });
}

function phaseError(first: RegisteredHook, second: RegisteredHook): HookloomError {
  const message = `${JSON.stringify(first.id)} cannot be asked before ${JSON.stringify(second.id)}: its phase "${first.phase}" comes after "${second.phase}".`;
  return new HookloomError("HOOK_ORDER_INVALID", message, {
    details: { point: first.point, first: first.id, second: second.id },
  });
}
