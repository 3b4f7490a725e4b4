// Counts what each hook does, for the daemon's lists. A host that shows nothing of it makes none, and pays nothing.

import type { Clock } from "../foundation/clock.ts";
import { getOrInsert } from "../foundation/get-or-insert.ts";
import type { HookloomError } from "../foundation/errors.ts";
import type { HookObserver, PassedOver } from "../hooks/executor.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import type { RunContext } from "../hooks/run-context.ts";
import type { HookResult, ResultType } from "../model/results.ts";
import { Latencies } from "./latencies.ts";

/** What one hook did since the statistics were made. */
export interface HookActivity {
  /** Calls that were answered or failed. */
  readonly asked: number;
  readonly results: ReadonlyMap<ResultType, number>;
  /** Where it sent operations, by the type of result: the components that `redirect`, `replace` and `fork` named. */
  readonly components: ReadonlyMap<ResultType, ReadonlyMap<string, number>>;
  /** Those that took too long are among them. */
  readonly failures: number;
  readonly timeouts: number;
  readonly passedOver: ReadonlyMap<PassedOver, number>;
  /** When a call of it ended last, in milliseconds since 1970; absent when it was never asked. */
  readonly lastAskedMs?: number;
  readonly lastError?: HookloomError;
  readonly latencies: Latencies;
}

type Counts = { -readonly [Key in keyof HookActivity]: HookActivity[Key] } & {
  readonly results: Map<ResultType, number>;
  readonly components: Map<ResultType, Map<string, number>>;
  readonly passedOver: Map<PassedOver, number>;
};

/** Ids of hooks come from scripts, which can change theirs with every version. */
const MAX_HOOKS = 10_000;
/** Names of components come from what hooks answer. */
const MAX_COMPONENTS = 100;

/** An observer that counts by the ids of hooks, so that counts outlive a reload. */
export class HookStatistics implements HookObserver {
  readonly instant = true;
  readonly #clock: Clock;
  readonly #counts = new Map<string, Counts>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What a hook did; `undefined` when it had no occasion to do anything. */
  of(hookId: string): HookActivity | undefined {
    return this.#counts.get(hookId);
  }

  executed(hook: RegisteredHook, _context: RunContext, result: HookResult, durationMs: number): void {
    const { results, components } = this.#called(hook, durationMs);
    increment(results, result.type);
    for (const name of componentsOf(result)) {
      const named = getOrInsert(components, result.type, () => new Map<string, number>());
      if (named.has(name) || named.size < MAX_COMPONENTS) increment(named, name);
    }
  }

  failed(hook: RegisteredHook, _context: RunContext, error: HookloomError, durationMs: number): void {
    const counts = this.#called(hook, durationMs);
    counts.failures += 1;
    counts.lastError = error;
    if (error.code === "HOOK_TIMED_OUT") counts.timeouts += 1;
  }

  passedOver(hook: RegisteredHook, _context: RunContext, why: PassedOver): void {
    increment(this.#countsOf(hook.id).passedOver, why);
  }

  #called(hook: RegisteredHook, durationMs: number): Counts {
    const counts = this.#countsOf(hook.id);
    counts.asked += 1;
    counts.lastAskedMs = this.#clock.now();
    counts.latencies.add(durationMs);
    return counts;
  }

  #countsOf(hookId: string): Counts {
    const known = this.#counts.get(hookId);
    if (known !== undefined) return known;
    if (this.#counts.size >= MAX_HOOKS) this.#counts.delete(this.#counts.keys().next().value!);
    const made: Counts = {
      asked: 0,
      results: new Map(),
      components: new Map(),
      failures: 0,
      timeouts: 0,
      passedOver: new Map(),
      latencies: new Latencies(),
    };
    this.#counts.set(hookId, made);
    return made;
  }
}

function componentsOf(result: HookResult): readonly string[] {
  switch (result.type) {
    case "redirect":
      return [result.target];
    case "replace":
      return [result.component];
    case "fork":
      return result.branches.flatMap(({ component }) => component ?? []);
    default:
      return NONE;
  }
}

const NONE: readonly string[] = [];

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
