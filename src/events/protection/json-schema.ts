// JSON Schemas as zod reads them. It passes over `required` where a schema names no such property, and over everything about
// objects where a schema has no `type`: the first is completed here, the second is refused, as a check that does not check is worse than none.

import { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";

const OF_OBJECTS = ["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];
/** Keywords that hold a schema or a list of them, and those that hold schemas by name. */
const HOLDING = ["items", "prefixItems", "additionalProperties", "contains", "propertyNames", "anyOf", "allOf", "oneOf", "not"];
const HOLDING_BY_NAME = ["properties", "patternProperties", "$defs", "definitions"];

/** @throws Error when zod cannot read it, or would read less than is written */
export function readJsonSchema(schema: JsonObject): z.ZodType {
  // What it checks is the data of events, which is an object.
  const rooted = lacksType(schema) ? { type: "object", ...schema } : schema;
  return z.fromJSONSchema(complete(rooted, "the schema") as Parameters<typeof z.fromJSONSchema>[0]);
}

function complete(schema: JsonObject, place: string): JsonObject {
  if (lacksType(schema)) throw new Error(`${place} says something about objects, and must have "type": "object"`);
  const completed: Record<string, JsonValue | undefined> = { ...schema };
  for (const key of HOLDING) if (schema[key] !== undefined) completed[key] = completeInside(schema[key], `${place}.${key}`);
  for (const key of HOLDING_BY_NAME) {
    const named = schema[key];
    if (!isJsonObject(named)) continue;
    completed[key] = Object.fromEntries(
      Object.entries(named).map(([name, inner]) => [name, completeInside(inner, `${place}.${key}.${name}`)]),
    );
  }
  if (Array.isArray(schema.required)) {
    const required = Object.fromEntries((schema.required as readonly string[]).map((name) => [name, {}]));
    completed.properties = { ...required, ...(completed.properties as JsonObject | undefined) };
  }
  return completed;
}

function completeInside(value: JsonValue | undefined, place: string): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((each, index) => completeInside(each as JsonValue, `${place}[${index}]`)!);
  return isJsonObject(value) ? complete(value, place) : value;
}

function lacksType(schema: JsonObject): boolean {
  return schema.type === undefined && schema.$ref === undefined && OF_OBJECTS.some((key) => schema[key] !== undefined);
}
