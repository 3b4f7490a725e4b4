// Asks the hooks of a composition and makes one verdict of what they answer. The executor takes it in as it takes in the answer of
// a hook. Stays synchronous for as long as every hook answers synchronously.

import { andThen, isPromise } from "../foundation/and-then.ts";
import type { Clock } from "../foundation/clock.ts";
import { toHookloomError } from "../foundation/errors.ts";
import { fromCanonicalData } from "../model/points/map-fields.ts";
import { results, type HookResult } from "../model/results.ts";
import { acceptAnswer, type Accepting } from "./accept-answer.ts";
import type { ContainedObserver } from "./contained-observer.ts";
import type { PassedOver } from "./executor.ts";
import { failsOpen, reasonOfFailure, reasonOfOpenBreaker } from "./fail-closed.ts";
import { Fold } from "./fold.ts";
import type { HookAnswer } from "./hook.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { HookRegistry } from "./registry.ts";
import { withTimeout } from "./with-timeout.ts";

/** What hooks said that goes on with the run, and what ends it. */
export interface Verdict {
  /** Changes and annotations, in the order in which they count. */
  readonly said: readonly { readonly hookId: string; readonly result: HookResult }[];
  readonly decision?: Decision;
}

/** A result, or that a hook failed that is fail_closed. */
type Decision =
  | { readonly hookId: string; readonly result: HookResult }
  | { readonly hookId: string; readonly reason: string; readonly failure: string };

/** The run that a composition is asked in. */
interface ComposedRun extends Accepting {
  readonly observer: ContainedObserver | undefined;
}

type Eventually<Value> = Value | Promise<Value>;

const NOTHING: Verdict = { said: [] };

export class ComposedHooks {
  readonly #registry: HookRegistry;
  readonly #clock: Clock;
  readonly #observer: ContainedObserver | undefined;

  constructor(registry: HookRegistry, clock: Clock, observer: ContainedObserver | undefined) {
    this.#registry = registry;
    this.#clock = clock;
    this.#observer = observer;
  }

  /** Asks the hooks that a composition stands for, with the data as the run has it. Never throws, never rejects. */
  ask(run: ComposedRun, hook: RegisteredHook): Eventually<Verdict> {
    const { members, composition } = hook;
    if (members === undefined) return this.#askOne(run, hook);
    if (composition!.kind === "sequence") return this.#askInTurn(run, members, false);
    if (composition!.kind === "first_match") return this.#askInTurn(run, members, true);
    return andThen(allOf(members.map((member) => this.ask(run, member))), (verdicts) =>
      composition!.kind === "parallel" ? together(verdicts) : this.#count(run, hook, verdicts),
    );
  }

  /** One after another, each with what those before it changed, until one decides, or with `first` changes something. */
  #askInTurn(run: ComposedRun, [member, ...rest]: readonly RegisteredHook[], first: boolean): Eventually<Verdict> {
    if (member === undefined) return NOTHING;
    return andThen(this.ask(run, member), (verdict) => {
      const changes = verdict.said.filter(({ result }) => result.type === "modified");
      if (verdict.decision !== undefined || (first && changes.length > 0)) return verdict;
      const after = changes.length === 0 ? run : changed(run, changes);
      return andThen(this.#askInTurn(after, rest, first), (next) => ({ ...next, said: [...verdict.said, ...next.said] }));
    });
  }

  /** Cancels when enough of them are against it; a cancel alone counts for nothing. */
  #count(run: ComposedRun, hook: RegisteredHook, verdicts: readonly Verdict[]): Verdict {
    const { quorum = Math.floor(verdicts.length / 2) + 1 } = hook.composition!;
    const against = verdicts.filter(({ decision }) => isCancel(decision));
    if (against.length < quorum)
      return together(verdicts.map((verdict) => (isCancel(verdict.decision) ? { said: verdict.said } : verdict)));
    const reasons = against.map(({ decision }) => `${decision!.hookId}: ${reasonOf(decision!)}`).join("; ");
    const result = results.cancel(`${against.length} of ${verdicts.length} are against it: ${reasons}`);
    this.#tell(run, (observer) => observer.executed(hook, run.context, result, 0));
    return { said: verdicts.flatMap(({ said }) => said), decision: { hookId: hook.id, result } };
  }

  #askOne(run: ComposedRun, hook: RegisteredHook): Eventually<Verdict> {
    const { context } = run;
    const seen = hook.alias === undefined ? context : context.withData(fromCanonicalData(hook.alias, context.data));
    if (hook.matcher?.(seen.data) === false) return this.#passOver(run, hook, "no_match");
    if (hook.once && !this.#registry.claim(hook)) return this.#passOver(run, hook, "once");
    const ticket = hook.breaker.admit();
    if (ticket === undefined) {
      this.#passOver(run, hook, "breaker_open");
      return failure(hook, reasonOfOpenBreaker(hook), "HOOK_BREAKER_OPEN");
    }
    const startedMs = this.#clock.monotonicMs();
    const fail = (thrown: unknown): Verdict => {
      hook.breaker.failed(ticket);
      const error = toHookloomError(thrown, "HOOK_FAILED");
      this.#tell(run, (observer) => observer.failed(hook, context, error, this.#clock.monotonicMs() - startedMs));
      return failure(hook, reasonOfFailure(hook, error), error.code);
    };
    const take = (answer: HookAnswer): Verdict => {
      try {
        const result = answer === undefined || answer === null ? results.continue() : acceptAnswer(run, hook, answer);
        if (result.type === "modified") run.fold.patched(hook.id, result.data);
        const durationMs = this.#clock.monotonicMs() - startedMs;
        hook.breaker.succeeded(ticket, durationMs);
        this.#tell(run, (observer) => observer.executed(hook, context, result, durationMs));
        return hook.shadow ? NOTHING : verdictOf(hook.id, result);
      } catch (thrown) {
        return fail(thrown);
      }
    };
    try {
      const answer = hook.hook.execute(seen);
      if (!isPromise(answer)) return take(answer);
      const kept = hook.hook.keepsDeadline === true ? answer : withTimeout(this.#clock, hook, answer, context.deadline);
      return kept.then(take, fail);
    } catch (thrown) {
      return fail(thrown);
    }
  }

  #passOver(run: ComposedRun, hook: RegisteredHook, why: PassedOver): Verdict {
    this.#tell(run, (observer) => observer.passedOver(hook, run.context, why));
    return NOTHING;
  }

  #tell(run: ComposedRun, tell: (observer: ContainedObserver) => void): void {
    if (this.#observer !== undefined) tell(this.#observer);
    if (run.observer !== undefined) tell(run.observer);
  }
}

/** What hooks said that were asked at once: a cancel counts before other decisions, and of those the first. */
function together(verdicts: readonly Verdict[]): Verdict {
  const decisions = verdicts.flatMap(({ decision }) => decision ?? []);
  const decision = decisions.find(isCancel) ?? decisions[0];
  return { said: verdicts.flatMap(({ said }) => said), ...(decision && { decision }) };
}

function verdictOf(hookId: string, result: HookResult): Verdict {
  if (result.type === "continue" || result.type === "skipped")
    return result.annotations ? { said: [{ hookId, result }] } : NOTHING;
  return result.type === "modified" ? { said: [{ hookId, result }] } : { said: [], decision: { hookId, result } };
}

function failure(hook: RegisteredHook, reason: string, code: string): Verdict {
  return failsOpen(hook) ? NOTHING : { said: [], decision: { hookId: hook.id, reason, failure: code } };
}

/** The run as those behind see it. */
function changed(run: ComposedRun, changes: Verdict["said"]): ComposedRun {
  const fold = new Fold(run.fold.data, run.slot.definition);
  for (const { hookId, result } of changes) {
    try {
      fold.add(hookId, result);
    } catch {
      // Two changes that do not fit together are found when the run takes them in, which is a failure then.
    }
  }
  return { ...run, fold, context: run.context.withData(fold.data) };
}

function isCancel(decision: Decision | undefined): boolean {
  return decision !== undefined && (!("result" in decision) || decision.result.type === "cancel");
}

function reasonOf(decision: Decision): string {
  return "reason" in decision ? decision.reason : (decision.result as { readonly reason: string }).reason;
}

function allOf<Value>(values: readonly Eventually<Value>[]): Eventually<readonly Value[]> {
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly Value[]);
}
