// What a shell would run, for tools that take their commands in several forms: one or a list, as a text or in parts, and all of that
// as JSON in a text as well. `decode.ts` asks, so that a hook that looks at a command misses none.

import { isJsonObject, type JsonValue } from "../foundation/json.ts";

/** The commands, one to a line. */
export function commandText(given: JsonValue): string {
  if (typeof given === "string") return fromText(given);
  if (Array.isArray(given)) return given.map((each) => commandText(each)).join("\n");
  if (!isJsonObject(given)) return "";
  const { args, ...rest } = given;
  const text = commandText(rest.commands ?? rest.command ?? rest.cmd ?? (Object.values(rest) as JsonValue));
  return Array.isArray(args) ? [text, ...args.map(String)].join(" ") : text;
}

function fromText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return commandText(JSON.parse(text) as JsonValue);
  } catch {
    return text;
  }
}
