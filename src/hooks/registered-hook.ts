// A hook in its place: what the registry keeps and the executor works with.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError, type ErrorPlace } from "../foundation/errors.ts";
import { findMatchFault, type Match } from "../model/match.ts";
import { DEFAULT_PHASE, PHASES, type Phase } from "../model/phase.ts";
import { PRIORITIES, priorityNumber } from "../model/priority.ts";
import type { PointAlias } from "../model/points/point.ts";
import { BREAKER_DEFAULTS, CircuitBreaker, type BreakerOptions } from "./breaker.ts";
import type { Composition } from "./composition.ts";
import { DEFAULT_TIMEOUT_MS, type FailureMode, type Hook, type HookOptions } from "./hook.ts";
import { compileMatch, type Matcher } from "../model/compile-match.ts";

/** Everything about one registration that does not change. */
export interface RegisteredHook {
  readonly id: string;
  /** Canonical name of the point. */
  readonly point: string;
  /** Set when it was registered under another system's name: it sees that system's field names. */
  readonly alias: PointAlias | undefined;
  readonly hook: Hook;
  readonly description: string | undefined;
  readonly phase: Phase;
  readonly priority: number;
  /** Globs of ids. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly once: boolean;
  readonly shadow: boolean;
  /** As it was written, for lists; `matcher` is what is asked. */
  readonly match: Match | undefined;
  readonly matcher: Matcher | undefined;
  readonly timeoutMs: number;
  readonly failureMode: FailureMode;
  readonly owner: string;
  /** Where it was registered, when a script did. */
  readonly registeredAt: ErrorPlace | undefined;
  /** Ties of priority: natives by registration, then scripts by owner, then by their order inside the owner. */
  readonly order: number;
  readonly index: number;
  readonly breaker: CircuitBreaker;
  /** Set when it stands for other hooks. */
  readonly composition: Composition | undefined;
  /** Those that there are at the moment, where it is asked. */
  readonly members: readonly RegisteredHook[] | undefined;
}

export interface HookPlace {
  readonly point: string;
  readonly alias: PointAlias | undefined;
  readonly observeOnly: boolean;
  /** For hooks that do not say what their failure means, and are not only told. */
  readonly failureMode: FailureMode;
  readonly defaultId: string;
  readonly registeredAt: ErrorPlace | undefined;
  readonly order: number;
  readonly index: number;
  readonly composition: Composition | undefined;
}

/**
 * Checks the options and puts the hook in its place.
 * @throws HookloomError HOOK_OPTIONS_INVALID
 */
export function placeHook(
  hook: Hook,
  options: HookOptions,
  place: HookPlace,
  clock: Clock,
  breaker: Partial<BreakerOptions>,
): RegisteredHook {
  checkOptions(options, place);
  const { phase = DEFAULT_PHASE, failureMode = phase === "observe" ? "fail_open" : place.failureMode } = options;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  // One that keeps its deadline is slow only through others, such as a script that took the runner down with it: to stop
  // asking it then would let one script switch off another.
  const slowMs = hook.keepsDeadline === true ? Infinity : Math.max(breaker.slowMs ?? BREAKER_DEFAULTS.slowMs, timeoutMs);
  return {
    id: options.id ?? place.defaultId,
    point: place.point,
    alias: place.alias,
    hook,
    description: options.description,
    phase,
    priority: priorityNumber(options.priority),
    before: [options.before ?? []].flat(),
    after: [options.after ?? []].flat(),
    once: options.once ?? false,
    shadow: options.shadow ?? false,
    match: options.match,
    matcher: options.match === undefined ? undefined : compileMatch(options.match),
    timeoutMs,
    failureMode,
    owner: options.owner ?? "host",
    registeredAt: place.registeredAt,
    order: place.order,
    index: place.index,
    breaker: new CircuitBreaker(clock, { ...BREAKER_DEFAULTS, ...breaker, slowMs }),
    composition: place.composition,
    members: undefined,
  };
}

function checkOptions(options: HookOptions, place: HookPlace): void {
  const { id, phase, priority, before, after, once, shadow, match, timeoutMs, failureMode } = options;
  const refuse = (option: string, expected: string): never => {
    throw new HookloomError("HOOK_OPTIONS_INVALID", `The option "${option}" of a hook at ${place.point} ${expected}.`, {
      details: { option, point: place.point },
    });
  };
  if (id !== undefined && (typeof id !== "string" || id === "")) refuse("id", "must be a text that is not empty");
  if (phase !== undefined && !PHASES.includes(phase)) refuse("phase", `must be one of ${PHASES.join(", ")}`);
  if (
    priority !== undefined &&
    !Number.isFinite(priority) &&
    !(typeof priority === "string" && Object.hasOwn(PRIORITIES, priority))
  ) {
    refuse("priority", `must be a number or one of ${Object.keys(PRIORITIES).join(", ")}`);
  }
  if (!isIdList(before)) refuse("before", "must be the id of a hook or a list of ids");
  if (!isIdList(after)) refuse("after", "must be the id of a hook or a list of ids");
  if (once !== undefined && typeof once !== "boolean") refuse("once", "must be true or false");
  if (shadow !== undefined && typeof shadow !== "boolean") refuse("shadow", "must be true or false");
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= 2 ** 31 - 1)) {
    refuse("timeoutMs", "must be a number of milliseconds above 0");
  }
  if (failureMode !== undefined && failureMode !== "fail_open" && failureMode !== "fail_closed") {
    refuse("failureMode", 'must be "fail_open" or "fail_closed"');
  }
  if (failureMode === "fail_closed" && (place.observeOnly || phase === "observe")) {
    const who = place.observeOnly ? "the point only observes" : 'the phase is "observe"';
    refuse("failureMode", `cannot be fail_closed: ${who}, there is nothing left to cancel`);
  }
  const fault = match === undefined ? undefined : findMatchFault(match);
  if (fault !== undefined) refuse("match", `is wrong: ${fault}`);
}

/** Most ids or globs a hook may name in one option. */
const MAX_NAMED = 100;

function isIdList(ids: unknown): boolean {
  const list = [ids ?? []].flat();
  return list.length <= MAX_NAMED && list.every((id) => typeof id === "string" && id !== "");
}
