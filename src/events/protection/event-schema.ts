// Schemas of events' data: of zod or any library that follows Standard Schema, or JSON Schemas. They only check; what is
// published stays as it is.

import { describeThrown, HookloomError } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../../foundation/json.ts";
import { readJsonSchema } from "./json-schema.ts";

/** What a schema of any library is (https://standardschema.dev), as far as it is needed. */
export interface StandardSchema {
  readonly "~standard": {
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

interface StandardResult {
  readonly issues?:
    | readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[]
    | undefined;
}

/** A schema of a library, or a JSON Schema. */
export type EventSchema = StandardSchema | JsonObject;

/** What is wrong with data, or `undefined`. */
export type SchemaCheck = (data: JsonObject) => string | undefined;

/** Problems that a message names; there may be many. */
const MAX_NAMED = 3;

/** @throws HookloomError EVENT_OPTIONS_INVALID when it is no schema */
export function compileSchema(pattern: string, schema: EventSchema): SchemaCheck {
  const { validate } = toStandard(pattern, schema)["~standard"];
  return (data) => {
    const result = validate(data);
    if (result instanceof Promise) return "the schema takes its time to answer, and publishing does not wait";
    return result.issues && describeIssues(result.issues);
  };
}

function toStandard(pattern: string, schema: EventSchema): StandardSchema {
  if (isStandard(schema)) return schema;
  if (!isJsonObject(schema)) throw unusable(pattern, "it is neither a schema of a library nor a JSON Schema");
  try {
    return readJsonSchema(schema);
  } catch (thrown) {
    throw unusable(pattern, describeThrown(thrown));
  }
}

function isStandard(schema: EventSchema): schema is StandardSchema {
  return typeof (schema as Partial<StandardSchema> | null)?.["~standard"]?.validate === "function";
}

function describeIssues(issues: NonNullable<StandardResult["issues"]>): string {
  const named = issues.slice(0, MAX_NAMED).map(({ message, path = [] }) => {
    const place = path.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  return named.join("; ");
}

function unusable(pattern: string, why: string): HookloomError {
  return new HookloomError("EVENT_OPTIONS_INVALID", `The schema for ${JSON.stringify(pattern)} cannot be used: ${why}.`);
}
