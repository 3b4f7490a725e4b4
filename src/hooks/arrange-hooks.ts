// What of a point's hooks is asked by itself, and what within a composition. The registry calls it whenever hooks come or go, so
// that a composition has the hooks that there are.

import { matchesGlob } from "../foundation/glob.ts";
import { didYouMean, suggestNames } from "../foundation/suggest.ts";
import type { Composition } from "./composition.ts";
import type { RegisteredHook } from "./registered-hook.ts";

/**
 * The hooks of a point as they are asked: a composition with its members, none of which is asked by itself; a sequence that stands
 * by itself is its members, one after another. A composition without members is left out.
 */
export function arrangeHooks(hooks: readonly RegisteredHook[]): readonly RegisteredHook[] {
  if (!hooks.some(({ composition }) => composition !== undefined)) return hooks;
  const taken = new Set<RegisteredHook>();
  const found = new Map(hooks.filter(isComposition).map((hook) => [hook as RegisteredHook, findMembers(hook, hooks, taken)]));
  return hooks
    .filter((hook) => !taken.has(hook))
    .flatMap((hook) => {
      const members = found.get(hook);
      if (members === undefined) return hook;
      if (members.length === 0) return [];
      return hook.composition!.kind === "sequence" ? members : withMembers(hook, members);
    });
}

/** The hook, or all that it stands for. */
export function membersOf(hook: RegisteredHook): readonly RegisteredHook[] {
  return hook.members === undefined ? [hook] : hook.members.flatMap(membersOf);
}

/** The compositions among a point's hooks in which one of them is asked. */
export function compositionsWith(hook: RegisteredHook, hooks: readonly RegisteredHook[]): string[] {
  const isMember = ({ composition }: { readonly composition: Composition }): boolean =>
    composition.hooks.some((name) => isNamed(hook, name));
  return hooks.filter((other) => other !== hook && isComposition(other) && isMember(other)).map(({ id }) => id);
}

/** A name in a composition that stands for no hook. */
export interface Stranger {
  readonly id: string;
  readonly name: string;
  /** What was probably meant. */
  readonly hint: string;
}

/** Names in the compositions of a point that stand for no hook there, nor for one of those that are expected. */
export function findStrangers(hooks: readonly RegisteredHook[], expected: readonly string[]): Stranger[] {
  return hooks.filter(isComposition).flatMap(({ id, composition }) =>
    composition.hooks
      .filter((name) => !hooks.some((hook) => isNamed(hook, name)) && !expected.some((other) => matchesGlob(name, other)))
      .map((name) => {
        const known = hooks.flatMap((hook) => (hook.id === id ? [] : [hook.id, hook.owner]));
        return { id, name, hint: didYouMean(suggestNames(name, [...known, ...expected])) };
      }),
  );
}

function findMembers(
  hook: RegisteredHook & { readonly composition: Composition },
  hooks: readonly RegisteredHook[],
  taken: Set<RegisteredHook>,
): RegisteredHook[] {
  const members = new Set<RegisteredHook>();
  for (const name of hook.composition.hooks) {
    for (const member of hooks) if (member !== hook && isNamed(member, name)) members.add(member);
  }
  for (const member of members) taken.add(member);
  return [...members].flatMap((member) => {
    if (!isComposition(member)) return member;
    const inner = findMembers(member, hooks, taken);
    return inner.length === 0 ? [] : withMembers(member, inner);
  });
}

// It has a matcher as well, so that the executor looks once at hooks that have neither.
function withMembers(hook: RegisteredHook, members: readonly RegisteredHook[]): RegisteredHook {
  return { ...hook, members, matcher: () => true };
}

// What stands for several hooks is no composition: those are named one by one.
function isNamed(hook: RegisteredHook, name: string): boolean {
  if (hook.composition !== undefined) return hook.id === name;
  return hook.phase !== "observe" && (hook.owner === name || matchesGlob(name, hook.id));
}

function isComposition(hook: RegisteredHook): hook is RegisteredHook & { readonly composition: Composition } {
  return hook.composition !== undefined;
}
