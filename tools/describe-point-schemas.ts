// The JSON Schema of every hook point's data, made from their catalogue. `reference-pages.ts` calls it.

import { HOOK_POINTS } from "../src/model/points/catalogue.ts";
import type { Field, HookPoint } from "../src/model/points/point.ts";

/** The text of `docs/reference/points.schema.json`: one definition per point. */
export function describePointSchemas(): string {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "The data of Hookloom's hook points",
    $defs: Object.fromEntries(HOOK_POINTS.map((point) => [point.name, describePoint(point)])),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function describePoint({ summary, fields, example }: HookPoint): object {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, describeField(field)]));
  const required = Object.keys(fields).filter((name) => fields[name]!.optional !== true);
  return { description: summary, type: "object", properties, ...(required.length > 0 && { required }), examples: [example] };
}

// An optional field may be null: a merge patch cannot tell that from absent.
function describeField({ type, optional, values, description }: Field): object {
  const types = type === "any" ? undefined : optional === true ? [type, "null"] : type;
  const allowed = values === undefined ? undefined : optional === true ? [...values, null] : values;
  return { description, ...(types && { type: types }), ...(allowed && { enum: allowed }) };
}
