// An operation of a program that asks a daemon: its hooks are asked in two steps, before it and after it, and the program
// performs it in between. The client's `begin` and `guard` make one.

import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { CancelOutcome } from "../model/outcome.ts";
import type { PointAlias } from "../model/points/point.ts";
import { fromCanonicalData, toCanonicalData } from "../model/points/map-fields.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import { errorFrom, failureData, successData, valueFrom } from "../runtime/operation/ending-data.ts";
import { HookCancelled } from "../runtime/operation/hook-cancelled.ts";
import type { NamedPoint } from "../runtime/operation/operation-points.ts";
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
  readonly #after: NamedPoint | undefined;
  readonly #failure: NamedPoint | undefined;
  readonly #canonical: JsonObject;
  readonly #startedMs = performance.now();
  /** What the hooks before the operation came to: `continue`, `modified`, or what the program is to carry out. */
  readonly outcome: OutcomeView;
  /** The operation's data as they left it. */
  readonly data: JsonObject;
  /** Ties what is asked about the operation together. */
  readonly correlationId: string;

  private constructor(run: Run, options: RemoteOperationOptions, canonical: JsonObject, answer: RunAnswer) {
    const { point, data: _, after, failure, ...rest } = options;
    const resolved = resolvePoint(point);
    const definition = resolved.kind === "known" ? resolved.point : undefined;
    this.#run = run;
    this.#options = { ...rest, correlationId: answer.correlation_id };
    this.#after = named(after ?? definition?.after);
    this.#failure = named(failure ?? definition?.failure);
    this.#canonical = answer.outcome.data ?? canonical;
    this.outcome = answer.outcome;
    this.correlationId = answer.correlation_id;
    const alias = aliasOf(point);
    this.data = alias === undefined ? this.#canonical : fromCanonicalData(alias, this.#canonical);
  }

  /** Asks the hooks before the operation. @throws HookCancelled when one of them cancels it */
  static async begin(run: Run, operation: RemoteOperationOptions): Promise<RemoteOperation> {
    const { point, data, after: _after, failure: _failure, ...options } = operation;
    const alias = aliasOf(point);
    const before = named(point)!.name;
    const canonical = alias === undefined ? data : toCanonicalData(alias, data);
    const answer = await run(before, canonical, options);
    throwIfCancelled(before, answer.outcome);
    return new RemoteOperation(run, operation, canonical, answer);
  }

  /**
   * Asks the hooks after an operation that succeeded; answers its value as they left it.
   * @throws HookCancelled when one of them withholds it
   */
  async succeeded<Value>(value: Value): Promise<Value> {
    if (this.#after === undefined) return value;
    const data = successData(this.#after, this.#canonical, value, this.#ending());
    const { outcome } = await this.#run(this.#after.name, data, this.#options);
    throwIfCancelled(this.#after.name, outcome);
    if (outcome.type === "cache") return (outcome.result as { result: Value }).result;
    assertCarriedOut(this.#after.name, outcome);
    return outcome.data === undefined ? value : (valueFrom(this.#after, outcome.data, value) as Value);
  }

  /** Asks the hooks for an operation that failed; answers its error as they left it. */
  async failed(error: unknown): Promise<unknown> {
    if (this.#failure === undefined) return error;
    const data = failureData(this.#failure, this.#canonical, error, this.#ending());
    const { outcome } = await this.#run(this.#failure.name, data, this.#options);
    return outcome.data === undefined ? error : errorFrom(outcome.data, data, error);
  }

  #ending(): { durationMs: number; interrupted: boolean } {
    return { durationMs: Math.round(performance.now() - this.#startedMs), interrupted: false };
  }
}

/** Performs an operation between its hooks. What only a runtime in the same program can carry out is an error. */
export async function performBetween<Value>(
  operation: RemoteOperation,
  point: string,
  perform: (data: JsonObject) => Value | Promise<Value>,
): Promise<Value> {
  if (operation.outcome.type === "cache") return (operation.outcome.result as { result: Value }).result;
  assertCarriedOut(point, operation.outcome);
  let value: Value;
  try {
    value = await perform(operation.data);
  } catch (thrown) {
    throw await operation.failed(thrown);
  }
  return operation.succeeded(value);
}

function named(point: string | false | undefined): NamedPoint | undefined {
  if (point === undefined || point === false) return undefined;
  const resolved = resolvePoint(point);
  // Whether there is such a point is for the daemon to say.
  return resolved.kind === "known"
    ? { name: resolved.point.name, definition: resolved.point }
    : { name: point, definition: undefined };
}

function aliasOf(point: string): PointAlias | undefined {
  const resolved = resolvePoint(point);
  return resolved.kind === "known" ? resolved.alias : undefined;
}

function throwIfCancelled(point: string, { type, reason = "", hook_id: hookId = "", failure }: OutcomeView): void {
  if (type !== "cancel") return;
  const outcome: CancelOutcome = { type, reason, hookId, ...(failure !== undefined && { failure }) };
  throw new HookCancelled(point, outcome);
}

function assertCarriedOut(point: string, { type, hook_id }: OutcomeView): void {
  if (type === "continue" || type === "modified") return;
  const message = `The hook ${hook_id} answered ${type} at ${point}, which guard cannot carry out from afar; begin says what it was.`;
  throw new HookloomError("RESULT_NOT_ALLOWED", message, { details: { point, result: type, hook: hook_id } });
}
