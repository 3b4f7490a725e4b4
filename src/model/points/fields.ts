// Short forms for the fields of the catalogue, and the fields that many points share. The files `*-points.ts` use them.

import type { Field, FieldType } from "./point.ts";

/** A field that every host sends. */
export function required<const Type extends FieldType>(type: Type, description: string): Field & { readonly type: Type } {
  return { type, description };
}

/** A field that a host sends when it knows it. */
export function optional<const Type extends FieldType>(
  type: Type,
  description: string,
  values?: readonly string[],
): Field & { readonly type: Type; readonly optional: true } {
  return values === undefined ? { type, optional: true, description } : { type, optional: true, values, description };
}

/** Who is concerned. */
export const PARTIES = {
  user_id: optional("string", "The user on whose behalf it happens."),
  session_id: optional("string", "The session it belongs to."),
  agent_id: optional("string", "The agent that causes it."),
} as const;

/** How an operation ended. */
export const ENDING = {
  success: optional("boolean", "Whether it succeeded."),
  error: optional("string", "What went wrong, when it did not succeed."),
  duration_ms: optional("number", "How long it took, in milliseconds."),
} as const;

/** How an operation failed. */
export const FAILURE = {
  error: required("string", "What went wrong."),
  error_type: optional("string", "The kind of error, such as a class name or a code."),
  duration_ms: optional("number", "How long it took to fail, in milliseconds."),
} as const;

/** What a language model was used for. */
export const MODEL_USAGE = {
  model: optional("string", "The language model."),
  input_tokens: optional("integer", "Tokens sent to the model."),
  output_tokens: optional("integer", "Tokens the model answered with."),
  cached_input_tokens: optional("integer", "Those of the tokens sent that the provider had in its cache."),
  cache_write_tokens: optional("integer", "Those of the tokens sent that the provider put into its cache."),
  reasoning_tokens: optional("integer", "Those of the tokens answered that the model only thought with."),
  cost: optional("number", "What it cost, in the currency of the host's price list."),
} as const;
