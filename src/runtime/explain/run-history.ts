// The last runs of a runtime, for whoever wants to know afterwards why something was decided. The runtime asks hooks through it
// when runs are kept at all.

import { andThen } from "../../foundation/and-then.ts";
import type { Clock } from "../../foundation/clock.ts";
import type { IdSource } from "../../foundation/ids.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookObserver, RunOptions } from "../../hooks/executor.ts";
import { ObserverList } from "../../hooks/observer-list.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import { explainRun, type RunExplanation } from "./explain-run.ts";
import { RunRecord, type HostEffect } from "./run-record.ts";

export interface RunHistoryOptions {
  /** How many runs are kept; the oldest goes first. */
  readonly capacity: number;
  readonly clock: Clock;
  readonly newId: IdSource;
  /** Told of each run when it has ended. */
  readonly onEnded?: ((run: RunExplanation) => void) | undefined;
}

/** Asks the hooks of a point. */
type Ask = (options: RunOptions) => HookOutcome | Promise<HookOutcome>;

export class RunHistory {
  readonly #options: RunHistoryOptions;
  /** The oldest first. */
  readonly #records = new Set<RunRecord>();

  constructor(options: RunHistoryOptions) {
    this.#options = options;
  }

  /** Asks hooks and keeps what happens. */
  record(point: string, data: JsonObject, options: RunOptions | undefined, ask: Ask): HookOutcome | Promise<HookOutcome> {
    const { clock, newId } = this.#options;
    const { component, metadata, state, deadline, observer, correlationId = newId() } = options ?? {};
    const startedMs = clock.now();
    const record = new RunRecord({ correlationId, point, startedMs, data, metadata, component: component?.id });
    const observers = observer === undefined ? record : bothOf(record, observer);
    const beganMs = clock.monotonicMs();
    const outcome = ask({ component, metadata, state, deadline, correlationId, observer: observers });
    this.#keep(record);
    return andThen(outcome, (settled) => {
      record.ending = { outcome: settled, durationMs: clock.monotonicMs() - beganMs };
      this.#options.onEnded?.(explainRun(record));
      return settled;
    });
  }

  /** Adds to the last run of a point under a correlation id what the host did with its outcome. */
  noteEffect(correlationId: string, point: string, effect: HostEffect): void {
    const record = [...this.#records].findLast((kept) => kept.correlationId === correlationId && kept.point === point);
    if (record !== undefined) record.effect = effect;
  }

  /** The runs of one operation, in their order. */
  explain(correlationId: string): RunExplanation[] {
    return [...this.#records].filter((record) => record.correlationId === correlationId).map(explainRun);
  }

  /** The last runs, the newest first. */
  recent(limit: number): RunExplanation[] {
    return [...this.#records].toReversed().slice(0, limit).map(explainRun);
  }

  #keep(record: RunRecord): void {
    this.#records.add(record);
    if (this.#records.size <= this.#options.capacity) return;
    const { value: oldest } = this.#records.keys().next();
    this.#records.delete(oldest!);
  }
}

function bothOf(record: RunRecord, observer: HookObserver): HookObserver {
  const both = new ObserverList(record, observer.instant === true);
  both.add(observer);
  return both;
}
