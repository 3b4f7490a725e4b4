// Asks the hooks of a point, one after another, and folds what they answer into the outcome. Stays synchronous for as long
// as every hook answers synchronously: nothing is awaited, and without hooks nothing is allocated.

import { andThen, isPromise } from "../foundation/and-then.ts";
import type { Clock } from "../foundation/clock.ts";
import { HookloomError, toHookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";
import { CONTINUE_OUTCOME, type HookOutcome } from "../model/outcome.ts";
import { fromCanonicalData, toCanonicalData } from "../model/points/map-fields.ts";
import type { PointAlias } from "../model/points/point.ts";
import { results, type HookResult } from "../model/results.ts";
import { acceptAnswer, renamePatches, type Accepting, type ResultReview } from "./accept-answer.ts";
import { askAhead, durationOf, type AskedAheadHooks } from "./ask-ahead.ts";
import { ComposedHooks, type Verdict } from "./composed-hooks.ts";
import { ContainedObserver } from "./contained-observer.ts";
import { failsOpen, reasonOfFailure, reasonOfOpenBreaker } from "./fail-closed.ts";
import { Fold } from "./fold.ts";
import { ObservingHooks } from "./observing-hooks.ts";
import { NOT_ASKED, type AskedAhead, type HookAnswer } from "./hook.ts";
import type { RegisteredHook } from "./registered-hook.ts";
import type { HookRegistry } from "./registry.ts";
import { RunContext, type RunDetails, type RunEnvironment } from "./run-context.ts";
import { withTimeout } from "./with-timeout.ts";

/** Why a hook was not asked: its match did not hold, its breaker is open, or it is asked once and was. */
export type PassedOver = "no_match" | "breaker_open" | "once";

/** Told about every hook that was asked, or was not; never asked. What it throws becomes a warning of the process. */
export interface HookObserver {
  executed(hook: RegisteredHook, context: RunContext, result: HookResult, durationMs: number): void;
  failed(hook: RegisteredHook, context: RunContext, error: HookloomError, durationMs: number): void;
  passedOver(hook: RegisteredHook, context: RunContext, why: PassedOver): void;
  /** Promises that `executed` returns at once, so that its time need not be kept apart from the next hook's. */
  readonly instant?: boolean;
}

export interface RunOptions extends RunDetails {
  /** Told about this run only, besides the executor's own observer. */
  readonly observer?: HookObserver | undefined;
}

interface Run extends Accepting {
  readonly hooks: readonly RegisteredHook[];
  readonly observing: readonly RegisteredHook[];
  readonly observer: ContainedObserver | undefined;
  /** Hooks that were asked ahead of their turn, while none has said anything since. */
  ahead: AskedAheadHooks | undefined;
}

/** A hook that was asked and whose answer is awaited. */
interface Asked {
  readonly ticket: number;
  readonly seen: RunContext;
  readonly answer: Promise<HookAnswer | typeof NOT_ASKED>;
  readonly startedMs: number;
  /** When it was asked ahead. */
  readonly early: AskedAhead | undefined;
}

const CONTINUE = results.continue();

export class HookExecutor {
  readonly #registry: HookRegistry;
  readonly #clock: Clock;
  readonly #environment: RunEnvironment;
  readonly #observer: ContainedObserver | undefined;
  readonly #observing: ObservingHooks;
  readonly #composed: ComposedHooks;
  readonly #onObserving: ((told: Promise<void>) => void) | undefined;

  /** `onObserving` is given what resolves when the observing hooks of a run have ended. */
  constructor(
    registry: HookRegistry,
    clock: Clock,
    environment: RunEnvironment,
    observer?: HookObserver,
    onObserving?: (told: Promise<void>) => void,
  ) {
    this.#registry = registry;
    this.#clock = clock;
    this.#environment = environment;
    this.#observer = observer && new ContainedObserver(observer);
    this.#observing = new ObservingHooks(registry, clock);
    this.#composed = new ComposedHooks(registry, clock, this.#observer);
    this.#onObserving = onObserving;
  }

  /**
   * Runs a point: a plain outcome when every hook answered synchronously, else a promise of one.
   * @throws HookloomError POINT_UNKNOWN, POINT_DATA_INVALID. Faults of hooks are never thrown: their failure mode decides.
   */
  run(point: string, data: JsonObject, options?: RunOptions, review?: ResultReview): HookOutcome | Promise<HookOutcome> {
    const entry = this.#registry.lookup(point);
    if (entry === undefined || entry.slot.isEmpty) return CONTINUE_OUTCOME;
    if (!isJsonObject(data)) {
      throw new HookloomError("POINT_DATA_INVALID", `The data of ${point} must be an object.`, { details: { point } });
    }
    const { slot, alias } = entry;
    const canonical = alias === undefined ? data : toCanonicalData(alias, data);
    const run: Run = {
      slot,
      hooks: slot.hooks,
      observing: slot.observing,
      context: new RunContext(slot.name, canonical, options, this.#environment),
      fold: new Fold(canonical, slot.definition),
      observer: options?.observer && new ContainedObserver(options.observer),
      review,
      ahead: undefined,
    };
    let outcome = this.#runFrom(run, 0);
    // No closure in this method: it would cost every run without hooks an allocation.
    if (run.observing.length > 0) outcome = this.#tellObserving(run, outcome);
    return alias === undefined ? outcome : translateOutcome(alias, outcome);
  }

  #runFrom(run: Run, start: number): HookOutcome | Promise<HookOutcome> {
    const { hooks, context } = run;
    const instant = run.observer?.instant !== false && this.#observer?.instant !== false;
    // Reading the clock costs more than all the rest, so one hook's end is the next one's start where nothing came between.
    let previousEndMs: number | undefined;
    for (let index = start; index < hooks.length; index += 1) {
      const hook = hooks[index]!;
      if (hook.matcher !== undefined) {
        previousEndMs = undefined;
        if (hook.members !== undefined) {
          const ended = this.#compose(run, index, hook);
          if (ended !== undefined) return ended;
          continue;
        }
        if (!this.#matches(run, hook)) continue;
      }
      if (hook.once && !this.#registry.claim(hook)) {
        this.#passOver(run, hook, "once");
        previousEndMs = undefined;
        continue;
      }
      const ticket = hook.breaker.admit();
      if (ticket === undefined) {
        const ended = this.#breakerOpen(run, hook);
        if (ended !== undefined) return ended;
        previousEndMs = undefined;
        continue;
      }
      let ended: HookOutcome | undefined;
      const startedMs = previousEndMs ?? this.#clock.monotonicMs();
      try {
        const seen = hook.alias === undefined ? context : context.withData(fromCanonicalData(hook.alias, context.data));
        const early = run.ahead?.get(index);
        const answer = early === undefined ? hook.hook.execute(seen) : early.answer;
        if (isPromise(answer)) {
          if (early === undefined && hook.hook.askAhead !== undefined) run.ahead = askAhead(hooks, index, seen);
          return this.#runAsync(run, index, { ticket, seen, answer, startedMs, early });
        }
        const endedMs = this.#clock.monotonicMs();
        previousEndMs = instant ? endedMs : undefined;
        ended = this.#answered(run, hook, ticket, answer as HookAnswer, endedMs - startedMs);
      } catch (thrown) {
        previousEndMs = undefined;
        ended = this.#failed(run, hook, ticket, thrown, this.#clock.monotonicMs() - startedMs);
      }
      if (ended !== undefined) return ended;
    }
    return run.fold.outcome();
  }

  /** Asks a composition; the outcome of the run when it ended it, or a promise of the outcome. */
  #compose(run: Run, index: number, hook: RegisteredHook): HookOutcome | Promise<HookOutcome> | undefined {
    const verdict = this.#composed.ask(run, hook);
    if (!(verdict instanceof Promise)) return this.#take(run, hook, verdict);
    return verdict.then((settled) => this.#take(run, hook, settled) ?? this.#runFrom(run, index + 1));
  }

  /** Takes in what a composition came to; the outcome when it ended the run. */
  #take(run: Run, hook: RegisteredHook, { said, decision }: Verdict): HookOutcome | undefined {
    const { fold } = run;
    run.ahead = undefined;
    try {
      for (const { hookId, result } of said) fold.add(hookId, result);
      run.context.data = fold.data;
      if (decision === undefined) return undefined;
      if ("result" in decision) return fold.add(decision.hookId, decision.result);
      return fold.cancelForFailure(decision.hookId, decision.reason, decision.failure);
    } catch (thrown) {
      // Each change fits by itself; what they make together does not.
      return this.#failed(run, hook, 0, thrown, 0);
    }
  }

  /** The outcome, of which the observing hooks are told once it is there. */
  #tellObserving(run: Run, outcome: HookOutcome | Promise<HookOutcome>): HookOutcome | Promise<HookOutcome> {
    const observers = [this.#observer, run.observer].filter((observer) => observer !== undefined);
    return andThen(outcome, (settled) => {
      run.context.data = run.fold.data;
      const told = this.#observing.tell(run.observing, run.context, settled, observers);
      this.#onObserving?.(told);
      return settled;
    });
  }

  async #runAsync(run: Run, index: number, asked: Asked): Promise<HookOutcome> {
    const hook = run.hooks[index]!;
    let { ticket, early, startedMs } = asked;
    let ended: HookOutcome | undefined;
    // What those behind it took by themselves until it answered was not its time.
    const durationMs = (): number =>
      early === undefined ? Math.max(0, this.#clock.monotonicMs() - startedMs - durationOf(run.ahead)) : early.durationMs;
    try {
      let awaited = await (hook.hook.keepsDeadline === true
        ? asked.answer
        : withTimeout(this.#clock, hook, asked.answer as Promise<HookAnswer>, run.context.deadline));
      if (awaited === NOT_ASKED) {
        early = undefined;
        startedMs = this.#clock.monotonicMs();
        const answer = hook.hook.execute(asked.seen);
        run.ahead = askAhead(run.hooks, index, asked.seen);
        awaited = await answer;
      }
      ended = this.#answered(run, hook, ticket, awaited as HookAnswer, durationMs());
    } catch (thrown) {
      ended = this.#failed(run, hook, ticket, thrown, durationMs());
    }
    return ended ?? this.#runFrom(run, index + 1);
  }

  /** Takes an answer in; the outcome when it ended the run. Throws what makes it a failure of the hook. */
  #answered(run: Run, hook: RegisteredHook, ticket: number, answer: HookAnswer, durationMs: number): HookOutcome | undefined {
    let result: HookResult = CONTINUE;
    let ended: HookOutcome | undefined;
    if (answer !== undefined && answer !== CONTINUE) {
      run.ahead = undefined;
      result = acceptAnswer(run, hook, answer);
      if (!hook.shadow) ended = run.fold.add(hook.id, result);
      else if (result.type === "modified") run.fold.patched(hook.id, result.data);
    }
    hook.breaker.succeeded(ticket, durationMs);
    this.#observer?.executed(hook, run.context, result, durationMs);
    run.observer?.executed(hook, run.context, result, durationMs);
    run.context.data = run.fold.data;
    return ended;
  }

  #failed(run: Run, hook: RegisteredHook, ticket: number, thrown: unknown, durationMs: number): HookOutcome | undefined {
    hook.breaker.failed(ticket);
    const error = toHookloomError(thrown, "HOOK_FAILED");
    this.#observer?.failed(hook, run.context, error, durationMs);
    run.observer?.failed(hook, run.context, error, durationMs);
    return failsOpen(hook) ? undefined : run.fold.cancelForFailure(hook.id, reasonOfFailure(hook, error), error.code);
  }

  #matches(run: Run, hook: RegisteredHook): boolean {
    const { context } = run;
    const data = hook.alias === undefined ? context.data : fromCanonicalData(hook.alias, context.data);
    if (hook.matcher!(data)) return true;
    this.#passOver(run, hook, "no_match");
    return false;
  }

  #passOver(run: Run, hook: RegisteredHook, why: PassedOver): void {
    this.#observer?.passedOver(hook, run.context, why);
    run.observer?.passedOver(hook, run.context, why);
  }

  #breakerOpen(run: Run, hook: RegisteredHook): HookOutcome | undefined {
    this.#passOver(run, hook, "breaker_open");
    return failsOpen(hook) ? undefined : run.fold.cancelForFailure(hook.id, reasonOfOpenBreaker(hook), "HOOK_BREAKER_OPEN");
  }
}

/** The outcome in the field names of the alias under which the point was run. */
function translateOutcome(alias: PointAlias, outcome: HookOutcome | Promise<HookOutcome>): HookOutcome | Promise<HookOutcome> {
  return outcome instanceof Promise ? outcome.then((settled) => renameOutcome(alias, settled)) : renameOutcome(alias, outcome);
}

function renameOutcome(alias: PointAlias, outcome: HookOutcome): HookOutcome {
  const rename = (data: JsonObject): JsonObject => fromCanonicalData(alias, data);
  const renamed = outcome.type === "fork" ? { ...outcome, result: renamePatches(outcome.result, rename) } : outcome;
  if (!("data" in renamed) || renamed.data === undefined) return renamed;
  const changes = (renamed.changes ?? []).map(({ path, hookId }) => ({ path: renamePath(alias, path), hookId }));
  return { ...renamed, data: rename(renamed.data), changes };
}

function renamePath(alias: PointAlias, path: string): string {
  const [field = "", ...inside] = path.split(".");
  return [alias.fields[field] ?? field, ...inside].join(".");
}
