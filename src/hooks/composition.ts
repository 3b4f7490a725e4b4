// Hooks that answer as one: in a row, all at once, the first that has something to say, or by vote. What is declared, and what is
// wrong with it by itself; `arrange-hooks.ts` finds the hooks that are named, `composed-hooks.ts` asks them.

import type { Phase } from "../model/phase.ts";
import type { Priority } from "../model/priority.ts";
import { describeUnknownPoint } from "../model/points/resolve-point.ts";

/** How the hooks of a composition are asked. */
export const COMPOSITION_KINDS = ["sequence", "parallel", "first_match", "vote"] as const;

/** Hooks of a point that are asked together instead of each by itself. */
export interface Composition {
  readonly point: string;
  /**
   * `sequence`: one after another, until one decides. `parallel`: all at once, none sees what another changes. `first_match`: one
   * after another, until one answers anything but `continue` or `skipped`. `vote`: all at once, and a quorum cancels.
   */
  readonly kind: (typeof COMPOSITION_KINDS)[number];
  /** In their order: ids of hooks or globs of ids, scripts and others who own hooks, and other compositions. */
  readonly hooks: readonly string[];
  /** Of a vote: how many must be against it. Default: more than half. */
  readonly quorum?: number;
  /** Where it stands among the other hooks of the point. Default "transform". */
  readonly phase?: Phase;
  /** Default "normal". */
  readonly priority?: Priority;
}

/** By their names, which are their ids as hooks. */
export type Compositions = Readonly<Record<string, Composition>>;

/** What is wrong with a composition. */
export interface CompositionFault {
  readonly name: string;
  /** The part of it that is wrong. */
  readonly key: keyof Composition;
  readonly text: string;
}

/** What is wrong with compositions by themselves; which hooks there are is not looked at. `declared`: points that have no colon. */
export function findCompositionFaults(compositions: Compositions, declared: readonly string[]): CompositionFault[] {
  return Object.entries(compositions).flatMap(([name, composition]) => {
    const fault = (key: keyof Composition, text: string): CompositionFault => ({
      name,
      key,
      text: `The composition ${name} ${text}.`,
    });
    const { point, kind, hooks, quorum } = composition;
    const faults: CompositionFault[] = [];
    const unknown = describeUnknownPoint(point, declared);
    if (unknown !== undefined) faults.push({ name, key: "point", text: `The composition ${name} stands at ${unknown}` });
    if (hooks.length === 0) faults.push(fault("hooks", "names no hooks"));
    const twice = hooks.find((hook, index) => hooks.indexOf(hook) !== index);
    if (twice !== undefined) faults.push(fault("hooks", `names ${JSON.stringify(twice)} twice`));
    if (quorum !== undefined && kind !== "vote") faults.push(fault("quorum", `has a quorum, which only a vote has`));
    for (const inner of hooks) {
      const other = compositions[inner];
      if (other !== undefined && other.point !== point)
        faults.push(fault("hooks", `stands at ${point} and names ${inner}, which stands at ${other.point}`));
    }
    const cycle = findCycle(compositions, name);
    if (cycle !== undefined) faults.push(fault("hooks", `contains itself: ${cycle.join(" names ")}`));
    return faults;
  });
}

/** The way from a composition back to it, or `undefined`. */
function findCycle(compositions: Compositions, start: string): string[] | undefined {
  const seen = new Set<string>();
  const follow = (name: string, path: readonly string[]): string[] | undefined => {
    for (const inner of compositions[name]?.hooks ?? []) {
      if (inner === start) return [...path, inner];
      if (compositions[inner] === undefined || seen.has(inner)) continue;
      seen.add(inner);
      const found = follow(inner, [...path, inner]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return follow(start, [start]);
}
