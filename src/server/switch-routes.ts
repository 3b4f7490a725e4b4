// The routes that switch hooks off and on. `app.ts` mounts them for operators.

import type { Context } from "hono";
import { HookloomError } from "../foundation/errors.ts";
import { isJsonObject, type JsonObject } from "../foundation/json.ts";
import type { HookSwitches } from "../runtime/hook-switches.ts";
import { parseJson } from "./parse-json.ts";

const VERBS = ["enable", "disable", "snooze"] as const;
type Verb = (typeof VERBS)[number];

/** Who switches, when the request does not say. */
const SOMEBODY = "HTTP";
const MAX_BODY_LENGTH = 10_000;

/** Whether a text is something that can be done with a hook. */
export function isSwitchVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

/** Does what the request says with a hook; answers its state. */
export async function switchHook(switches: HookSwitches, context: Context, hookId: string, verb: Verb): Promise<JsonObject> {
  const { by, duration_ms } = parseBody(await context.req.text());
  if (verb === "snooze") {
    if (typeof duration_ms !== "number") throw wrong('"duration_ms" must be a number of milliseconds.');
    switches.snooze(hookId, duration_ms, by);
  } else switches[verb](hookId, by);
  return { hook: hookId, on: switches.isOn(hookId) };
}

function parseBody(text: string): { by: string; duration_ms?: unknown } {
  if (text.length > MAX_BODY_LENGTH) throw wrong(`The body has more than ${MAX_BODY_LENGTH} characters.`);
  const body = text === "" ? {} : parseJson(text, "The body");
  if (!isJsonObject(body)) throw wrong("The body must be an object.");
  const unknown = Object.keys(body).find((key) => key !== "by" && key !== "duration_ms");
  if (unknown !== undefined) throw wrong(`The body has no field ${JSON.stringify(unknown)}; there are by, duration_ms.`);
  const { by = SOMEBODY, duration_ms } = body;
  if (typeof by !== "string" || by === "" || by.length > 100) throw wrong('"by" must be a text of at most 100 characters.');
  return { by, duration_ms };
}

function wrong(message: string): HookloomError {
  return new HookloomError("REQUEST_INVALID", message);
}
