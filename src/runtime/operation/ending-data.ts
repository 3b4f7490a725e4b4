// What hooks after an operation are shown, and what their changes mean: between the operation's value or error and the fields
// of the point that is asked about it. `operation-hooks.ts` calls it.

import { HookloomError, describeThrown } from "../../foundation/errors.ts";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { NamedPoint } from "./operation-points.ts";

/** What is known about the end of an operation, besides its value or error. */
export interface Ending {
  readonly durationMs: number;
  /** Whether the host gave it up. */
  readonly interrupted: boolean;
}

/** The operation's data with its value, under the names that the point has for them. A custom point gets all, the value as `result`. */
export function successData(point: NamedPoint, data: JsonObject, value: unknown, { durationMs }: Ending): JsonObject {
  const field = valueField(point);
  return {
    ...data,
    ...only(point, { success: true, duration_ms: durationMs }),
    // What hosts do yields what it yields: native hooks get it as it is, scripts its JSON.
    ...(field === undefined ? {} : { [field]: value as JsonValue }),
  };
}

/** The operation's data with its error, under the names that the point has for it. */
export function failureData(
  point: NamedPoint,
  data: JsonObject,
  error: unknown,
  { durationMs, interrupted }: Ending,
): JsonObject {
  const told = { error: describeThrown(error), error_type: errorType(error), success: false, duration_ms: durationMs };
  return { ...data, ...only(point, interrupted ? { ...told, is_interrupt: true } : told) };
}

/** The operation's value once hooks have changed what they were shown. Who removes it makes it null. */
export function valueFrom(point: NamedPoint, changed: JsonObject, value: unknown): unknown {
  const field = valueField(point);
  if (field === undefined) return value;
  return Object.hasOwn(changed, field) ? changed[field] : null;
}

/** The error once hooks have changed what they were shown: itself, or one with their words and the other as its cause. */
export function errorFrom(changed: JsonObject, shown: JsonObject, error: unknown): unknown {
  const { error: text } = changed;
  if (typeof text !== "string" || text === shown.error) return error;
  return new HookloomError("OPERATION_FAILED", text, { cause: error });
}

function valueField({ definition }: NamedPoint): string | undefined {
  return definition === undefined ? "result" : definition.primary;
}

/** Of these fields those that the point has. */
function only({ definition }: NamedPoint, fields: JsonObject): JsonObject {
  if (definition === undefined) return fields;
  const known: Record<string, JsonValue | undefined> = {};
  for (const name in fields) if (Object.hasOwn(definition.fields, name)) known[name] = fields[name];
  return known;
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : error.name;
}
