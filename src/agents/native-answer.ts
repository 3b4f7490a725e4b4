// What an agent is told, in its own form: what a hook's process would print and how it would end. `dialects/` makes these; the
// endpoint sends the text as the body, the shim prints it.

import type { JsonObject, JsonValue } from "../foundation/json.ts";
import type { AnswerForm, EventPowers } from "./contract.ts";
import type { Decision } from "./verdict.ts";

export interface NativeAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** An answer in JSON. Fields that are `undefined` are left out. */
export function jsonAnswer(fields: JsonObject): NativeAnswer {
  return { stdout: JSON.stringify(fields), stderr: "", exitCode: 0 };
}

/** The same as `{[name]: value}`, or nothing when there is no value. */
export function field<Value>(name: string, value: Value | undefined): Readonly<Record<string, Value>> {
  return value === undefined ? {} : { [name]: value };
}

/** A value where an agent takes texts only: a text as it is, anything else as JSON. */
export function asText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** How an event wants to hear a decision; `undefined` when it needs no word for it. */
export function formOf(powers: EventPowers, decision: Decision): AnswerForm | undefined {
  return decision === "continue" ? undefined : powers[decision];
}
