// Asks the hooks around one operation: those before it, and those after its success or failure. All of them see the same
// correlation id. The guard and the scopes of operations ask through it and carry out the outcome.

import { andThen } from "../../foundation/and-then.ts";
import type { JsonObject } from "../../foundation/json.ts";
import { warnOfFault } from "../../foundation/warn.ts";
import type { ResultReview } from "../../hooks/accept-answer.ts";
import type { RunOptions } from "../../hooks/executor.ts";
import type { Component } from "../../model/context.ts";
import { CONTINUE_OUTCOME, outcomeData, type HookOutcome } from "../../model/outcome.ts";
import { errorFrom, failureData, successData, valueFrom, type Ending } from "./ending-data.ts";
import type { OperationEnvironment } from "./operation-environment.ts";
import type { NamedPoint, OperationPoints } from "./operation-points.ts";
import type { OperationOptions } from "./operation.ts";

/** What hooks after an operation came to, and its value or error as they left it. */
interface Concluded {
  readonly outcome: HookOutcome;
  readonly left: unknown;
}

export class OperationHooks {
  readonly points: OperationPoints;
  readonly #environment: OperationEnvironment;
  readonly #operation: OperationOptions;
  #correlationId: string | undefined;

  constructor(environment: OperationEnvironment, operation: OperationOptions, points: OperationPoints) {
    this.#environment = environment;
    this.#operation = operation;
    this.points = points;
    this.#correlationId = operation.correlationId;
  }

  get correlationId(): string {
    this.#correlationId ??= this.#environment.newId();
    return this.#correlationId;
  }

  /** Asks before the operation. */
  before(component: Component, data: JsonObject, review: ResultReview): HookOutcome | Promise<HookOutcome> {
    return this.#ask(this.points.before, component, data, review);
  }

  /** Asks after success: the outcome, and the value as the hooks left it. */
  succeeded(
    component: Component,
    data: JsonObject,
    value: unknown,
    ending: Ending,
    review: ResultReview,
  ): Concluded | Promise<Concluded> {
    const { after } = this.points;
    if (after === undefined || !this.#hasHooks(after)) return { outcome: CONTINUE_OUTCOME, left: value };
    const shown = successData(after, data, value, ending);
    return andThen(this.#ask(after, component, shown, review), (outcome) => ({
      outcome,
      left: valueFrom(after, outcomeData(outcome, shown), value),
    }));
  }

  /** Asks after failure: the outcome, and the error as the hooks left it. */
  failed(
    component: Component,
    data: JsonObject,
    error: unknown,
    ending: Ending,
    review: ResultReview,
  ): Concluded | Promise<Concluded> {
    const { failure } = this.points;
    if (failure === undefined || !this.#hasHooks(failure)) return { outcome: CONTINUE_OUTCOME, left: error };
    const shown = failureData(failure, data, error, ending);
    return andThen(this.#ask(failure, component, shown, review), (outcome) => ({
      outcome,
      left: errorFrom(outcomeData(outcome, shown), shown, error),
    }));
  }

  #hasHooks({ name }: NamedPoint): boolean {
    return this.#environment.registry.lookup(name)?.slot.isEmpty === false;
  }

  #ask(point: NamedPoint, component: Component, data: JsonObject, review: ResultReview): HookOutcome | Promise<HookOutcome> {
    if (!this.#hasHooks(point)) return CONTINUE_OUTCOME;
    const outcome = this.#environment.ask(point.name, data, new AskOptions(this, this.#operation, component), review);
    if (point.definition?.mode === "observe") {
      // Told, not asked: nothing that these hooks do or answer changes the operation, nor does it wait for them.
      void this.#report(point, outcome);
      return CONTINUE_OUTCOME;
    }
    return this.#report(point, outcome);
  }

  #report(point: NamedPoint, outcome: HookOutcome | Promise<HookOutcome>): HookOutcome | Promise<HookOutcome> {
    const { onOutcome } = this.#operation;
    if (onOutcome === undefined) return outcome;
    return andThen(outcome, (settled) => {
      try {
        onOutcome(settled, point.name);
      } catch (thrown) {
        warnOfFault("onOutcome of an operation", thrown);
      }
      return settled;
    });
  }
}

/** What each asking says about the operation. A class, because object literals with a getter cost a microsecond. */
class AskOptions implements RunOptions {
  readonly component: Component;
  readonly metadata: RunOptions["metadata"];
  readonly state: RunOptions["state"];
  readonly deadline: RunOptions["deadline"];
  readonly observer: RunOptions["observer"];
  readonly #hooks: OperationHooks;

  constructor(hooks: OperationHooks, { metadata, state, deadline, observer }: OperationOptions, component: Component) {
    this.component = component;
    this.metadata = metadata;
    this.state = state;
    this.deadline = deadline;
    this.observer = observer;
    this.#hooks = hooks;
  }

  /** Made only when somebody asks for it. */
  get correlationId(): string {
    return this.#hooks.correlationId;
  }
}
