// An operation of a program that asks a daemon: its hooks are asked in two steps, before it and after it, and the program
// performs it in between. The client's `begin` and `guard` make one.

import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { CancelOutcome } from "../model/outcome.ts";
import { fromCanonicalData, toCanonicalData } from "../model/points/map-fields.ts";
import { KNOWN_NAMES } from "../model/points/catalogue.ts";
import { errorFrom, failureData, successData, valueFrom, type Ending } from "../runtime/operation/ending-data.ts";
import { HookCancelled } from "../runtime/operation/hook-cancelled.ts";
import type { NamedPoint, OperationPoints } from "../runtime/operation/operation-points.ts";
import type { OutcomeView, RunAnswer } from "../server/schemas.ts";
import type { RunPointOptions } from "./client.ts";

export interface RemoteOperationOptions extends RunPointOptions {
  /** The gate before the operation, under any of its names. */
  readonly point: string;
  /** What the operation is about, in the field names of the point as it is named. */
  readonly data: JsonObject;
  /** The point asked when the operation has succeeded; `false` for none. Default: what the catalogue says. */
  readonly after?: string | false;
  /** The point asked when the operation has failed; `false` for none. Default: what the catalogue says. */
  readonly failure?: string | false;
}

type Run = (point: string, data: JsonObject, options: RunPointOptions) => Promise<RunAnswer>;

export class RemoteOperation {
  readonly #run: Run;
  readonly #options: RunPointOptions;
  readonly #points: OperationPoints;
  readonly #canonical: JsonObject;
  readonly #startedMs = performance.now();
  /** What the hooks before the operation came to: `continue`, `modified`, or what the program is to carry out. */
  readonly outcome: OutcomeView;
  /** The operation's data as they left it. */
  readonly data: JsonObject;
  /** Ties what is asked about the operation together. */
  readonly correlationId: string;

  private constructor(run: Run, options: RunPointOptions, points: OperationPoints, asked: JsonObject, answer: RunAnswer) {
    const { outcome, correlation_id: correlationId } = answer;
    this.#run = run;
    this.#options = { ...options, correlationId };
    this.#points = points;
    this.#canonical = outcome.data ?? asked;
    this.outcome = outcome;
    this.correlationId = correlationId;
    this.data = points.alias === undefined ? this.#canonical : fromCanonicalData(points.alias, this.#canonical);
  }

  /** Asks the hooks before the operation. @throws HookCancelled when one of them cancels it */
  static async begin(run: Run, operation: RemoteOperationOptions): Promise<RemoteOperation> {
    const { point: _point, after: _after, failure: _failure, data, ...options } = operation;
    const points = pointsOf(operation);
    const { before, alias } = points;
    const asked = alias === undefined ? data : toCanonicalData(alias, data);
    const answer = await run(before.name, asked, options);
    throwIfCancelled(before.name, answer.outcome);
    return new RemoteOperation(run, options, points, asked, answer);
  }

  /**
   * Asks the hooks after an operation that succeeded; answers its value as they left it.
   * @throws HookCancelled when one of them withholds it
   */
  async succeeded<Value>(value: Value): Promise<Value> {
    const { after } = this.#points;
    if (after === undefined) return value;
    const data = successData(after, this.#canonical, value, this.#ending());
    const { outcome } = await this.#run(after.name, data, this.#options);
    throwIfCancelled(after.name, outcome);
    if (outcome.type === "cache") return cachedValue(outcome) as Value;
    assertCarriedOut(after.name, outcome);
    return outcome.data === undefined ? value : (valueFrom(after, outcome.data, value) as Value);
  }

  /** Asks the hooks for an operation that failed; answers its error as they left it. */
  async failed(error: unknown): Promise<unknown> {
    const { failure } = this.#points;
    if (failure === undefined) return error;
    const data = failureData(failure, this.#canonical, error, this.#ending());
    const { outcome } = await this.#run(failure.name, data, this.#options);
    return outcome.data === undefined ? error : errorFrom(outcome.data, data, error);
  }

  #ending(): Ending {
    return { durationMs: Math.round(performance.now() - this.#startedMs), interrupted: false };
  }
}

/** Performs an operation between its hooks. What only a runtime in the same program can carry out is an error. */
export async function performBetween<Value>(
  operation: RemoteOperation,
  point: string,
  perform: (data: JsonObject) => Value | Promise<Value>,
): Promise<Value> {
  if (operation.outcome.type === "cache") return cachedValue(operation.outcome) as Value;
  assertCarriedOut(point, operation.outcome);
  let value: Value;
  try {
    value = await perform(operation.data);
  } catch (thrown) {
    throw await operation.failed(thrown);
  }
  return operation.succeeded(value);
}

/** Whether there are such points is for the daemon to say; the catalogue knows their fields, and those asked afterwards. */
function pointsOf({ point, after, failure }: RemoteOperationOptions): OperationPoints {
  const known = KNOWN_NAMES.get(point);
  const unlessNone = (name: string | false | undefined): NamedPoint | undefined =>
    name === undefined || name === false ? undefined : named(name);
  return {
    before: named(point),
    alias: known?.alias,
    after: unlessNone(after ?? known?.point.after),
    failure: unlessNone(failure ?? known?.point.failure),
  };
}

function named(name: string): NamedPoint {
  const definition = KNOWN_NAMES.get(name)?.point;
  return { name: definition?.name ?? name, definition };
}

function throwIfCancelled(point: string, { type, reason = "", hook_id: hookId = "", failure }: OutcomeView): void {
  if (type !== "cancel") return;
  const outcome: CancelOutcome = { type, reason, hookId, ...(failure !== undefined && { failure }) };
  throw new HookCancelled(point, outcome);
}

function cachedValue({ result }: OutcomeView): unknown {
  return (result as { result: unknown }).result;
}

function assertCarriedOut(point: string, { type, hook_id }: OutcomeView): void {
  if (type === "continue" || type === "modified") return;
  const message = `The hook ${hook_id} answered ${type} at ${point}, which guard cannot carry out from afar; begin says what it was.`;
  throw new HookloomError("RESULT_NOT_ALLOWED", message, { details: { point, result: type, hook: hook_id } });
}
