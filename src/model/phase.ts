// Phases of a run: what a hook is there for decides when it is asked, before any priority.

/** The phases in their order. */
export const PHASES = ["validate", "authorize", "transform", "observe"] as const;

/**
 * Whether the data is fit to work with; whether the operation may happen; what becomes of it; and being told what came of all
 * that.
 */
export type Phase = (typeof PHASES)[number];

/** The phase of a hook that names none. */
export const DEFAULT_PHASE: Phase = "transform";

/** Negative when a phase comes before another. */
export function comparePhases(a: Phase, b: Phase): number {
  return PHASES.indexOf(a) - PHASES.indexOf(b);
}
