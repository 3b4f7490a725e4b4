// The points around calls to the providers of language models. `catalogue.ts` joins them.

import { AFTER_RESULTS, OPERATION_RESULTS } from "./allowed-results.ts";
import { ENDING, MODEL_USAGE, optional, PARTIES, required } from "./fields.ts";
import type { HookPoint } from "./point.ts";

const CALL = {
  ...PARTIES,
  provider: required("string", "The provider, such as `anthropic`."),
  model: MODEL_USAGE.model,
  messages: optional("array", "The conversation sent to the model."),
  parameters: optional("object", "Settings of the call, such as the temperature."),
} as const;

/** Calls to language models. */
export const PROVIDER_POINTS = [
  {
    name: "BeforeProviderCall",
    group: "provider",
    summary: "Fires before a language model is called.",
    mode: "gate",
    fields: CALL,
    primary: "messages",
    allowed: OPERATION_RESULTS,
    after: "AfterProviderCall",
    // It fires whether the model has answered or failed.
    failure: "AfterProviderCall",
    aliases: [],
    example: { provider: "anthropic", model: "large", messages: [{ role: "user", content: "Hello" }] },
  },
  {
    name: "AfterProviderCall",
    group: "provider",
    summary: "Fires when a language model has answered or failed, before its answer is used.",
    mode: "transform",
    fields: { ...CALL, ...ENDING, ...MODEL_USAGE, response: optional("any", "What the model answered.") },
    primary: "response",
    allowed: AFTER_RESULTS,
    aliases: [],
    example: {
      provider: "anthropic",
      model: "large",
      success: true,
      response: "Hello, how can I help?",
      input_tokens: 12,
      output_tokens: 9,
    },
  },
] as const satisfies readonly HookPoint[];
