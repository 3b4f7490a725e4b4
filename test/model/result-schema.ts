// The nine results as a zod schema: the oracle for the hand-written guard of src/model/parse-result.ts. Written from the
// documentation of the results, not from the guard.

import { z } from "zod";

const object = z.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const name = z.string().min(1);
const duration = z.number().min(0);

function result<Shape extends z.ZodRawShape>(type: string, shape: Shape) {
  return z.strictObject({ type: z.literal(type), ...shape, annotations: object.optional() });
}

const nine = z.discriminatedUnion("type", [
  result("continue", {}),
  result("modified", { data: object }),
  result("cancel", { reason: z.string() }),
  result("redirect", { target: name }),
  result("replace", { component: name }),
  result("retry", {
    max_attempts: z.int().min(1).max(100),
    delay_ms: duration,
    backoff: z.enum(["fixed", "linear", "exponential"]),
    jitter: z.boolean(),
  }),
  result("fork", {
    branches: z
      .array(z.strictObject({ data: object.optional(), component: name.optional() }))
      .min(1)
      .max(64),
    join: z.enum(["all", "first", "any", "merge"]),
  }),
  result("cache", {
    result: z.unknown().refine((value) => value !== undefined),
    ttl_ms: duration,
    key: name.optional(),
  }),
  result("skipped", { reason: z.string() }),
]);

/** Own keys at any depth, and the number of lists and objects around the innermost one. */
function survey(root: unknown): { keys: Set<string>; depth: number } {
  const keys = new Set<string>();
  let depth = 0;
  for (let level: unknown[] = [root]; level.length > 0;) {
    const inside = level.filter((value) => typeof value === "object" && value !== null) as object[];
    if (inside.length > 0) depth += 1;
    for (const value of inside) for (const key of Object.keys(value)) keys.add(key);
    level = inside.flatMap((value) => Object.values(value) as unknown[]);
  }
  return { keys, depth };
}

/** A result as JSON: one of the nine, no `__proto__` key anywhere, no field nested more than 100 deep. */
export const resultSchema = z.custom((value) => {
  const { keys, depth } = survey(value);
  return !keys.has("__proto__") && depth <= 101 && nine.safeParse(value).success;
});
