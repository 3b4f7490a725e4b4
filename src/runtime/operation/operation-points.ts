// Which points stand around an operation: the gate before it, and those asked when it has succeeded or failed. The guard and
// the scopes of operations resolve them first.

import { HookloomError } from "../../foundation/errors.ts";
import { isJsonObject } from "../../foundation/json.ts";
import type { HookRegistry } from "../../hooks/registry.ts";
import type { HookPoint, PointAlias } from "../../model/points/point.ts";
import type { OperationOptions } from "./operation.ts";

/** A point by its canonical name; without a definition it is a custom one. */
export interface NamedPoint {
  readonly name: string;
  readonly definition: HookPoint | undefined;
}

export interface OperationPoints {
  readonly before: NamedPoint;
  /** Set when the host named the gate as another system does: it gives and gets data in that system's field names. */
  readonly alias: PointAlias | undefined;
  readonly after: NamedPoint | undefined;
  readonly failure: NamedPoint | undefined;
}

export class OperationPointTable {
  readonly #registry: HookRegistry;
  // Names of the catalogue only, so that it cannot grow without end.
  readonly #known = new Map<string, OperationPoints>();

  constructor(registry: HookRegistry) {
    this.#registry = registry;
  }

  /** @throws HookloomError POINT_UNKNOWN, OPERATION_INVALID */
  of(operation: OperationOptions): OperationPoints {
    const { point, after, failure } = operation;
    let points = this.#known.get(point);
    if (points === undefined) {
      points = this.#resolve(point);
      if (points.before.definition !== undefined) this.#known.set(point, points);
    }
    if (after === undefined && failure === undefined) return points;
    return {
      ...points,
      ...(after === undefined ? {} : { after: after === false ? undefined : this.#named(after) }),
      ...(failure === undefined ? {} : { failure: failure === false ? undefined : this.#named(failure) }),
    };
  }

  /** Whether any hook stands at one of the points. */
  haveHooks({ before, after, failure }: OperationPoints): boolean {
    return (
      this.#hasHooks(before) ||
      (after !== undefined && this.#hasHooks(after)) ||
      (failure !== undefined && this.#hasHooks(failure))
    );
  }

  #resolve(point: string): OperationPoints {
    const before = this.#named(point);
    const { definition } = before;
    if (definition !== undefined && definition.mode !== "gate") {
      const message = `${definition.name} stands before nothing: it is a point to ${definition.mode}, and an operation needs a gate.`;
      throw new HookloomError("OPERATION_INVALID", message, { details: { point, mode: definition.mode } });
    }
    return {
      before,
      alias: this.#registry.lookup(point)?.alias,
      after: definition?.after === undefined ? undefined : this.#named(definition.after),
      failure: definition?.failure === undefined ? undefined : this.#named(definition.failure),
    };
  }

  #named(point: string): NamedPoint {
    if (typeof point !== "string")
      throw new HookloomError("OPERATION_INVALID", "The points of an operation must be named by texts.");
    const slot = this.#registry.lookup(point)?.slot;
    return { name: slot?.name ?? point, definition: slot?.definition };
  }

  #hasHooks({ name }: NamedPoint): boolean {
    return this.#registry.lookup(name)?.slot.isEmpty === false;
  }
}

/** @throws HookloomError POINT_DATA_INVALID, OPERATION_INVALID */
export function assertOperationOptions({ point, data, deadline, signal }: OperationOptions): void {
  if (!isJsonObject(data))
    throw new HookloomError("POINT_DATA_INVALID", `The data of ${point} must be an object.`, { details: { point } });
  if (deadline !== undefined && !Number.isFinite(deadline))
    throw wrongField(point, "deadline", "a number of milliseconds since 1970");
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrongField(point, "signal", "an AbortSignal");
}

/** The error about a field of an operation that is not what it must be. */
export function wrongField(point: string, field: string, expected: string): HookloomError {
  return new HookloomError("OPERATION_INVALID", `"${field}" of the operation at ${point} must be ${expected}.`, {
    details: { point, field },
  });
}
