// An operation that the host performs in a block of its own code, with hooks before and after the block. Hosts get it from
// `runtime.operation` and declare it with `await using`.

import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { UNNAMED_COMPONENT, type Component } from "../../model/context.ts";
import { outcomeData, type HookOutcome } from "../../model/outcome.ts";
import { fromCanonicalData, toCanonicalData } from "../../model/points/map-fields.ts";
import type { Ending } from "./ending-data.ts";
import { HookCancelled } from "./hook-cancelled.ts";
import { KeptResults } from "./kept-results.ts";
import type { OperationSubject } from "./operation-events.ts";
import { OperationHooks } from "./operation-hooks.ts";
import type { NamedPoint, OperationPoints } from "./operation-points.ts";
import type { OperationServices } from "./operation-run.ts";
import type { OperationOptions } from "./operation.ts";
import { scopeReview } from "./result-review.ts";

const BEFORE_RESULTS = ["continue", "modified", "cancel", "skipped"] as const;
const AFTER_RESULTS = [...BEFORE_RESULTS, "cache"] as const;

type State<Value> =
  | { readonly kind: "open" }
  | { readonly kind: "succeeded"; readonly value: Value }
  | { readonly kind: "failed"; readonly error: unknown };

export class OperationScope<Value = unknown> implements AsyncDisposable {
  readonly #services: OperationServices;
  readonly #hooks: OperationHooks;
  readonly #kept: KeptResults;
  readonly #component: Component;
  readonly #canonical: JsonObject;
  readonly #startedMs: number;
  readonly #signal: AbortSignal | undefined;
  /** The operation's data as the before-hooks left it. */
  readonly data: JsonObject;
  #state: State<Value> = { kind: "open" };
  #end: Promise<void> | undefined;

  private constructor(
    services: OperationServices,
    operation: OperationOptions,
    hooks: OperationHooks,
    kept: KeptResults,
    data: JsonObject,
  ) {
    const { alias } = hooks.points;
    this.#services = services;
    this.#hooks = hooks;
    this.#kept = kept;
    this.#component = operation.component ?? UNNAMED_COMPONENT;
    this.#signal = operation.signal;
    this.#canonical = data;
    this.data = alias === undefined ? data : fromCanonicalData(alias, data);
    this.#startedMs = services.environment.clock.monotonicMs();
  }

  /** Asks the before-hooks. Use `runtime.operation`. */
  static async open<Value>(
    services: OperationServices,
    operation: OperationOptions,
    points: OperationPoints,
  ): Promise<OperationScope<Value>> {
    operation.signal?.throwIfAborted();
    const hooks = new OperationHooks(services.environment, operation, points);
    const kept = new KeptResults(services.environment.cache, points.before.name, undefined);
    const component = operation.component ?? UNNAMED_COMPONENT;
    const data = points.alias === undefined ? operation.data : toCanonicalData(points.alias, operation.data);
    kept.concern(component.id, data);
    const outcome = await hooks.before(component, data, scopeReview(BEFORE_RESULTS, kept.address));
    const scope = new OperationScope<Value>(services, operation, hooks, kept, outcomeData(outcome, data));
    scope.#throwIfCancelled(points.before, outcome);
    return scope;
  }

  /** The value: as it was set, and after the end as the after-hooks left it. */
  get result(): Value | undefined {
    return this.#state.kind === "succeeded" ? this.#state.value : undefined;
  }

  /** The error: as it was set, and after the end as the error-hooks left it. */
  get error(): unknown {
    return this.#state.kind === "failed" ? this.#state.error : undefined;
  }

  /** Says that the operation succeeded, and with what. The last word before the end counts. */
  setResult(value: Value): void {
    this.#assertNotEnded();
    this.#state = { kind: "succeeded", value };
  }

  /** Says that the operation failed. */
  setError(error: unknown): void {
    this.#assertNotEnded();
    this.#state = { kind: "failed", error };
  }

  /**
   * Asks the hooks after the operation; what `await using` does at the end of the block. Does it once.
   * @throws HookCancelled when an after-hook withholds the result
   */
  end(): Promise<void> {
    this.#end ??= this.#conclude();
    return this.#end;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  async #conclude(): Promise<void> {
    const { events, environment } = this.#services;
    const durationMs = environment.clock.monotonicMs() - this.#startedMs;
    const ending = { durationMs, interrupted: this.#signal?.aborted === true };
    if (this.#state.kind === "succeeded") {
      this.#state = { kind: "succeeded", value: await this.#concludeSuccess(this.#state.value, ending) };
      events.completed(this.#subject(), durationMs, false);
      return;
    }
    // A block that threw has set nothing. Its error is on its way to the host already, so this one is for hooks only.
    const unfinished = (): HookloomError => new HookloomError("OPERATION_UNFINISHED", "The operation ended without a result.");
    const told = this.#state.kind === "failed" ? this.#state.error : unfinished();
    const { left: error } = await this.#hooks.failed(
      this.#component,
      this.#canonical,
      told,
      ending,
      scopeReview(BEFORE_RESULTS, this.#kept.address),
    );
    this.#state = { kind: "failed", error };
    events.failed(this.#subject(), durationMs, error);
  }

  async #concludeSuccess(set: Value, ending: Ending): Promise<Value> {
    const review = scopeReview(AFTER_RESULTS, this.#kept.address);
    const { outcome, left } = await this.#hooks.succeeded(this.#component, this.#canonical, set, ending, review);
    if (outcome.type === "cache") return this.#kept.keep(outcome.result) as Value;
    this.#throwIfCancelled(this.#hooks.points.after, outcome);
    return left as Value;
  }

  #throwIfCancelled(point: NamedPoint | undefined, outcome: HookOutcome): void {
    if (outcome.type !== "cancel") return;
    const cancelled = new HookCancelled(point!.name, outcome);
    this.#services.events.cancelled(this.#subject(), cancelled);
    this.#state = { kind: "failed", error: cancelled };
    throw cancelled;
  }

  #subject(): OperationSubject {
    const hooks = this.#hooks;
    return {
      point: hooks.points.before.name,
      component: this.#component.id,
      attempts: 1,
      get correlationId() {
        return hooks.correlationId;
      },
    };
  }

  #assertNotEnded(): void {
    if (this.#end === undefined) return;
    throw new HookloomError("OPERATION_INVALID", "The scope of this operation has ended; its hooks were asked already.");
  }
}
