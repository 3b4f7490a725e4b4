// One guarded operation, from the first before-hook to its value or error: a state machine in which every result that hooks
// answer is a step. It always ends: each component is redirected to once and replaces once, a fork happens once, and attempts
// are bounded by every policy. `guard.ts` makes one per operation that any hook, deadline or kept result may concern.

import { andThen } from "../../foundation/and-then.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import { UNNAMED_COMPONENT } from "../../model/context.ts";
import { outcomeData, type HookOutcome } from "../../model/outcome.ts";
import { fromCanonicalData, toCanonicalData } from "../../model/points/map-fields.ts";
import type { ForkResult } from "../../model/results.ts";
import { Bounds } from "./bounds.ts";
import type { OperationComponent } from "./components.ts";
import type { Ending } from "./ending-data.ts";
import { runFork } from "./fork.ts";
import { HookCancelled } from "./hook-cancelled.ts";
import { KeptResults } from "./kept-results.ts";
import type { OperationEnvironment } from "./operation-environment.ts";
import type { OperationEvents, OperationSubject } from "./operation-events.ts";
import { OperationHooks } from "./operation-hooks.ts";
import type { NamedPoint, OperationPoints } from "./operation-points.ts";
import { OperationCall, type Operation } from "./operation.ts";
import { GuardReview } from "./result-review.ts";
import { RetryBudget } from "./retry-budget.ts";
import type { SingleFlight } from "./single-flight.ts";

type Step =
  | { readonly kind: "ask" }
  | { readonly kind: "perform" }
  | { readonly kind: "wait"; readonly delayMs: number }
  | { readonly kind: "fork"; readonly fork: ForkResult }
  | { readonly kind: "succeeded"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "ended"; readonly value: unknown };

const ASK: Step = { kind: "ask" };
const PERFORM: Step = { kind: "perform" };

/** What all operations of a runtime share. */
export interface OperationServices {
  readonly environment: OperationEnvironment;
  readonly events: OperationEvents;
  readonly flights: SingleFlight;
}

export class OperationRun<Value> implements OperationSubject {
  readonly #services: OperationServices;
  readonly #operation: Operation<Value>;
  readonly #hooks: OperationHooks;
  readonly #bounds: Bounds;
  readonly #budget: RetryBudget;
  readonly #kept: KeptResults;
  readonly #review: GuardReview;
  /** Who performs the operation from now on, and with which data, in canonical field names. */
  #performer: OperationComponent;
  #data: JsonObject;
  #attemptedMs = 0;
  #fromCache = false;
  #cancelled: HookCancelled | undefined;

  constructor(services: OperationServices, operation: Operation<Value>, points: OperationPoints) {
    const { environment } = services;
    this.#services = services;
    this.#operation = operation;
    this.#hooks = new OperationHooks(environment, operation, points);
    this.#bounds = new Bounds(environment.clock, operation.deadline, operation.signal);
    this.#budget = new RetryBudget(this.#bounds, environment.random);
    this.#kept = new KeptResults(environment.cache, points.before.name, operation.cacheKey);
    this.#performer = { component: operation.component ?? UNNAMED_COMPONENT, run: undefined };
    this.#data = points.alias === undefined ? operation.data : toCanonicalData(points.alias, operation.data);
    this.#review = new GuardReview(environment.components, this.#budget, this.#kept.address, this.component);
  }

  get point(): string {
    return this.#hooks.points.before.name;
  }
  get component(): string {
    return this.#performer.component.id;
  }
  get attempts(): number {
    return this.#budget.attempts;
  }
  get correlationId(): string {
    return this.#hooks.correlationId;
  }

  /** Carries the operation out. Called once. */
  async settle(): Promise<Value> {
    const { events, flights } = this.#services;
    const startedMs = this.#nowMs();
    try {
      this.#bounds.signal?.throwIfAborted();
      this.#kept.concern(this.component, this.#data);
      const flight = this.#kept.flightName();
      const value = flight === undefined ? await this.#proceed() : await flights.run(flight, this.#bounds, () => this.#proceed());
      events.completed(this, this.#nowMs() - startedMs, this.#fromCache);
      return value as Value;
    } catch (thrown) {
      if (thrown === this.#cancelled) events.cancelled(this, this.#cancelled as HookCancelled);
      else events.failed(this, this.#nowMs() - startedMs, thrown);
      throw thrown;
    } finally {
      this.#bounds.release();
    }
  }

  async #proceed(): Promise<unknown> {
    let step = ASK;
    while (step.kind !== "ended") {
      const next = this.#take(step);
      step = next instanceof Promise ? await next : next;
    }
    return step.value;
  }

  #take(step: Exclude<Step, { kind: "ended" }>): Step | Promise<Step> {
    switch (step.kind) {
      case "ask":
        return this.#ask();
      case "perform":
        return this.#perform();
      case "wait":
        return this.#wait(step.delayMs);
      case "fork":
        return this.#fork(step.fork);
      case "succeeded":
        return this.#succeeded(step.value);
      case "failed":
        return this.#failed(step.error);
    }
  }

  #ask(): Step | Promise<Step> {
    const { component } = this.#performer;
    this.#kept.concern(component.id, this.#data);
    const hit = this.#kept.find();
    if (hit !== undefined) {
      this.#fromCache = true;
      return { kind: "ended", value: hit.value };
    }
    const outcome = this.#hooks.before(component, this.#data, this.#review.before);
    return andThen(outcome, (settled) => this.#asked(settled));
  }

  #asked(outcome: HookOutcome): Step {
    this.#data = outcomeData(outcome, this.#data);
    // Before the first attempt there is nothing to wait for.
    if (outcome.type === "retry") this.#budget.adopt(outcome.result);
    return outcome.type === "retry" ? PERFORM : this.#carryOut(this.#hooks.points.before, outcome, () => PERFORM);
  }

  #perform(): Step | Promise<Step> {
    this.#attemptedMs = this.#nowMs();
    const attempt = this.#budget.begin();
    try {
      const value = this.#call(this.#performer, this.#data, attempt, this.#bounds.signal);
      if (!isThenable(value)) return { kind: "succeeded", value };
      return Promise.resolve(value).then(
        (settled): Step => ({ kind: "succeeded", value: settled }),
        (thrown: unknown) => this.#attemptFailed(thrown),
      );
    } catch (thrown) {
      return this.#attemptFailed(thrown);
    }
  }

  #call(performer: OperationComponent, data: JsonObject, attempt: number, signal: AbortSignal | undefined): unknown {
    const call = new OperationCall(performer.component, attempt, signal);
    if (performer.run !== undefined) return performer.run(data, call);
    const { alias } = this.#hooks.points;
    return this.#operation.run(alias === undefined ? data : fromCanonicalData(alias, data), call);
  }

  #attemptFailed(error: unknown): Step {
    return this.#again() ?? { kind: "failed", error };
  }

  /** The step to another attempt, when the policy in force allows one. */
  #again(): Step | undefined {
    const delayMs = this.#budget.nextDelayMs();
    if (delayMs === undefined) return undefined;
    this.#services.events.retried(this, delayMs);
    return { kind: "wait", delayMs };
  }

  async #wait(delayMs: number): Promise<Step> {
    if (delayMs === 0) return PERFORM;
    try {
      await this.#bounds.wait(delayMs);
      return PERFORM;
    } catch (error) {
      return { kind: "failed", error };
    }
  }

  async #fork({ branches, join }: ForkResult): Promise<Step> {
    this.#attemptedMs = this.#nowMs();
    const attempt = this.#budget.begin();
    const { components } = this.#services.environment;
    try {
      const runs = branches.map(({ data, component }) => {
        const performer = component === undefined ? this.#performer : components.get(component);
        const branchData = data === undefined ? this.#data : mergeObjects(this.#data, data);
        return (signal: AbortSignal) => this.#call(performer, branchData, attempt, signal);
      });
      return { kind: "succeeded", value: await runFork(runs, join, this.#bounds.signal) };
    } catch (thrown) {
      return this.#attemptFailed(thrown);
    }
  }

  #succeeded(yielded: unknown): Step | Promise<Step> {
    const concluded = this.#hooks.succeeded(this.#performer.component, this.#data, yielded, this.#ending(), this.#review.after);
    return andThen(concluded, ({ outcome, left }) =>
      this.#carryOut(this.#hooks.points.after, outcome, () => ({ kind: "ended", value: left })),
    );
  }

  #failed(thrown: unknown): Step | Promise<Step> {
    const concluded = this.#hooks.failed(this.#performer.component, this.#data, thrown, this.#ending(), this.#review.after);
    return andThen(concluded, ({ outcome, left }) => {
      const giveUp = (): Step => {
        throw left;
      };
      return this.#carryOut(this.#hooks.points.failure, outcome, giveUp, thrown);
    });
  }

  /** Does what an outcome says; `onward` is where things go when it says nothing. */
  #carryOut(point: NamedPoint | undefined, outcome: HookOutcome, onward: () => Step, cause?: unknown): Step {
    const { components } = this.#services.environment;
    switch (outcome.type) {
      case "continue":
      case "modified":
        return onward();
      case "cancel":
        this.#cancelled = new HookCancelled(point!.name, outcome, cause);
        throw this.#cancelled;
      case "redirect":
        this.#performer = components.get(outcome.result.target);
        this.#review.carriedOut("redirect", outcome.result.target);
        return ASK;
      case "replace":
        this.#performer = components.get(outcome.result.component);
        this.#review.carriedOut("replace", outcome.result.component);
        return PERFORM;
      case "retry":
        this.#budget.adopt(outcome.result);
        return this.#again() ?? onward();
      case "fork":
        this.#review.carriedOut("fork", this.component);
        return { kind: "fork", fork: outcome.result };
      case "cache":
        return { kind: "ended", value: this.#kept.keep(outcome.result) };
    }
  }

  #ending(): Ending {
    return { durationMs: this.#nowMs() - this.#attemptedMs, interrupted: this.#operation.signal?.aborted === true };
  }

  #nowMs(): number {
    return this.#services.environment.clock.monotonicMs();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
