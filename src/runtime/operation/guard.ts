// The door to guarded operations, behind `runtime.guard` and `runtime.operation`: checks what it is given, and performs an
// operation that concerns nobody straight away, which costs next to nothing.

import { UNNAMED_COMPONENT } from "../../model/context.ts";
import type { OperationEnvironment } from "./operation-environment.ts";
import { OperationEvents } from "./operation-events.ts";
import { assertOperationOptions, OperationPointTable, wrongField, type OperationPoints } from "./operation-points.ts";
import { OperationRun, type OperationServices } from "./operation-run.ts";
import { OperationScope } from "./operation-scope.ts";
import { OperationCall, type Operation, type OperationOptions } from "./operation.ts";
import { SingleFlight } from "./single-flight.ts";

export class OperationGuard {
  readonly #services: OperationServices;
  readonly #points: OperationPointTable;

  constructor(environment: OperationEnvironment) {
    this.#services = { environment, events: new OperationEvents(environment.bus), flights: new SingleFlight() };
    this.#points = new OperationPointTable(environment.registry);
  }

  /** Performs an operation with the hooks around it. Faults of the host are thrown, everything else is in the promise. */
  run<Value>(operation: Operation<Value>): Promise<Value> {
    const points = this.#points.of(operation);
    assertOperation(operation);
    if (this.#concernsSomebody(operation, points)) return new OperationRun(this.#services, operation, points).settle();
    try {
      const { data, component = UNNAMED_COMPONENT } = operation;
      const value = operation.run(data, new OperationCall(component, 1, undefined));
      return value instanceof Promise ? value : Promise.resolve(value);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  /** Asks the hooks before an operation that the host performs itself, and makes the scope in which it does. */
  open<Value>(operation: OperationOptions): Promise<OperationScope<Value>> {
    const points = this.#points.of(operation);
    assertOperationOptions(operation);
    return OperationScope.open<Value>(this.#services, operation, points);
  }

  #concernsSomebody({ deadline, signal }: OperationOptions, points: OperationPoints): boolean {
    return (
      deadline !== undefined ||
      signal !== undefined ||
      this.#points.haveHooks(points) ||
      this.#services.environment.cache.size > 0 ||
      this.#services.events.wanted
    );
  }
}

function assertOperation(operation: Operation<unknown>): void {
  assertOperationOptions(operation);
  const { point, run, cacheKey } = operation;
  if (typeof run !== "function") throw wrongField(point, "run", "a function");
  if (cacheKey !== undefined && (typeof cacheKey !== "string" || cacheKey === ""))
    throw wrongField(point, "cacheKey", "a text that is not empty");
}
