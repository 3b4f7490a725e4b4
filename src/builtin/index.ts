// The table of built-in hooks. The config's sections `[builtin.<name>]`, their reference page and what the runtime opens are
// made from it.

import { z } from "zod";
import type { CamelKeys } from "../foundation/key-case.ts";
import { AUDIT } from "./audit/definition.ts";
import { CACHE } from "./cache/definition.ts";
import { COMMAND_GUARD } from "./command-guard/definition.ts";
import { COST } from "./cost/definition.ts";
import { INPUT_VALIDATION } from "./input-validation/definition.ts";
import { IP_ACCESS } from "./ip-access/definition.ts";
import { LOGGING } from "./logging/definition.ts";
import { METRICS } from "./metrics/definition.ts";
import { PROMPT_INJECTION } from "./prompt-injection/definition.ts";
import { RATE_LIMIT } from "./rate-limit/definition.ts";
import { REDACTION } from "./redaction/definition.ts";
import { TIME_WINDOW } from "./time-window/definition.ts";
import { URL_GUARD } from "./url-guard/definition.ts";
import { TRACING } from "./tracing/definition.ts";
import { WEBHOOK } from "./webhook/definition.ts";

/** Every built-in by its name, in the order in which those at the same point are asked. */
export const BUILTINS = {
  metrics: METRICS,
  tracing: TRACING,
  ip_access: IP_ACCESS,
  rate_limit: RATE_LIMIT,
  time_window: TIME_WINDOW,
  input_validation: INPUT_VALIDATION,
  prompt_injection: PROMPT_INJECTION,
  command_guard: COMMAND_GUARD,
  url_guard: URL_GUARD,
  cache: CACHE,
  cost: COST,
  redaction: REDACTION,
  audit: AUDIT,
  logging: LOGGING,
  webhook: WEBHOOK,
} as const;

export type BuiltinName = keyof typeof BUILTINS;
type Schemas = { [Name in BuiltinName]: (typeof BUILTINS)[Name]["schema"] };

/** The settings of each, with the defaults filled in. */
export type BuiltinSettings = Readonly<CamelKeys<{ [Name in BuiltinName]: z.output<Schemas[Name]> }>>;
/** Some settings of some of them, as a host gives them. */
export type BuiltinOptions = Partial<Readonly<CamelKeys<{ [Name in BuiltinName]: z.input<Schemas[Name]> }>>>;

const sections = Object.entries(BUILTINS).map(([name, { schema }]) => [name, (schema as z.ZodObject).prefault({})] as const);

/** The section `builtin` of the config. */
export const builtinSchema = z.strictObject(
  Object.fromEntries(sections) as unknown as { [Name in BuiltinName]: z.ZodPrefault<Schemas[Name]> },
);
