// What a client of the WebSocket may say. `event-socket.ts` parses with it; docs/reference/http.md describes it.

import { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject } from "../foundation/json.ts";
import type { Match } from "../model/match.ts";
import { eventFilters } from "./event-filters.ts";
import { parseAsked } from "./parse-asked.ts";
import { parseJson } from "./parse-json.ts";

const id = z.string("must be a text").min(1, "must not be empty").max(100, "must not be longer than 100 characters");

const subscribe = z.strictObject({
  type: z.literal("subscribe"),
  id,
  pattern: z.string("must be a text").default("**"),
  where: z.custom<Match>(isJsonObject, "must be an object of conditions").optional(),
  after: z.int("must be a position").min(0, "must be a position").optional(),
  ...eventFilters,
});
const unsubscribe = z.strictObject({ type: z.literal("unsubscribe"), id });

export type SocketRequest = z.infer<typeof subscribe> | z.infer<typeof unsubscribe>;

/**
 * A message of a client.
 * @throws HookloomError REQUEST_INVALID naming the field
 */
export function parseSocketRequest(text: string): SocketRequest {
  const message = parseJson(text, "The message");
  const type = isJsonObject(message) ? message.type : undefined;
  if (type === "subscribe") return parseAsked(subscribe, message, "The message");
  if (type === "unsubscribe") return parseAsked(unsubscribe, message, "The message");
  throw new HookloomError("REQUEST_INVALID", 'The "type" of a message must be "subscribe" or "unsubscribe".');
}
