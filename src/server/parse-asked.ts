// Checks what a request asks against a flat schema, and says which field is wrong. Routes and the WebSocket use it.

import type { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";

/**
 * What was asked, checked.
 * @throws HookloomError REQUEST_INVALID naming the field
 */
export function parseAsked<Shape extends z.ZodObject>(schema: Shape, asked: unknown, what: string): z.infer<Shape> {
  const parsed = schema.safeParse(asked);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(schema.shape).join(", ");
    throw new HookloomError("REQUEST_INVALID", `${what} has no field ${JSON.stringify(issue.keys[0])}; there are ${known}.`);
  }
  const field = issue.path.join(".");
  throw new HookloomError("REQUEST_INVALID", `${field === "" ? what : `"${field}"`} ${issue.message}.`, { details: { field } });
}
