// Descriptions of JSON by which a test can both judge a value and make values: what a vendor's JSON Schema says of its fields, in a
// form of our own.

import fc from "fast-check";
import { z } from "zod";

export interface Shape {
  readonly schema: z.ZodType;
  readonly samples: fc.Arbitrary<unknown>;
}

type Fields = Readonly<Record<string, Shape>>;

export const text: Shape = { schema: z.string(), samples: fc.string() };
export const filledText: Shape = { schema: z.string().regex(/\S/), samples: fc.constantFrom("why", "größer") };
export const flag: Shape = { schema: z.boolean(), samples: fc.boolean() };
export const positive: Shape = { schema: z.number().positive(), samples: fc.integer({ min: 1 }) };
export const anything: Shape = { schema: z.any(), samples: fc.jsonValue({ maxDepth: 2 }) };

export function one(...names: readonly [string, ...string[]]): Shape {
  return { schema: z.enum(names), samples: fc.constantFrom(...names) };
}

export function orNull({ schema, samples }: Shape): Shape {
  return { schema: schema.nullable(), samples: fc.option(samples) };
}

export function listOf({ schema, samples }: Shape): Shape {
  return { schema: z.array(schema), samples: fc.array(samples, { maxLength: 2 }) };
}

/** An object with these fields. Of others it allows none, unless it is `open`. */
export function object(required: Fields, optional: Fields = {}, { open = false } = {}): Shape {
  const fields = {
    ...mapValues(required, ({ schema }) => schema),
    ...mapValues(optional, ({ schema }) => schema.optional()),
  };
  const samples = mapValues({ ...required, ...optional }, (shape) => shape.samples);
  return {
    schema: open ? z.looseObject(fields) : z.strictObject(fields),
    samples: fc.record(samples, { requiredKeys: Object.keys(required), noNullPrototype: true }),
  };
}

export function anyOf(...shapes: readonly Shape[]): Shape {
  return {
    schema: z.union(shapes.map(({ schema }) => schema)),
    samples: fc.oneof(...shapes.map(({ samples }) => samples)),
  };
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
