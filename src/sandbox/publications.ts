// Events that a script published, as they come from its runner: hostile input until they were read here.

import { findPrototypeKey, isJsonObject, type JsonObject } from "../foundation/json.ts";
import { isEventType } from "../model/events.ts";
import { parseGuestJson } from "./parse-guest.ts";

/** Longest event, in UTF-16 units of its JSON; `guest/base.js` refuses longer ones. */
const MAX_LENGTH = 16 * 1024;

export interface Publication {
  readonly type: string;
  readonly data: JsonObject;
}

/**
 * Reads the payload of a `published` frame. An event that is none is left out: a script can write anything into its buffer.
 * @throws SyntaxError or TypeError when it holds anything but a list of texts
 */
export function parsePublications(payload: string): Publication[] {
  const texts = JSON.parse(payload) as unknown;
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === "string")) throw new TypeError("events that are no texts");
  return texts.map((text) => parsePublication(text)).filter((publication) => publication !== undefined);
}

function parsePublication(text: string): Publication | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let event: unknown;
  try {
    event = parseGuestJson(text, "a script");
  } catch {
    return undefined;
  }
  const { type, data } = isJsonObject(event) ? event : {};
  if (typeof type !== "string" || !isEventType(type) || !isJsonObject(data) || findPrototypeKey(data) !== undefined)
    return undefined;
  return { type, data };
}
