// The routes that switch hooks off and on. `app.ts` mounts them for operators.

import { z } from "zod";
import { HookloomError } from "../foundation/errors.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { HookSwitches } from "../runtime/hook-switches.ts";
import { parseAsked } from "./parse-asked.ts";
import { parseJson } from "./parse-json.ts";

const VERBS = ["enable", "disable", "snooze"] as const;
type Verb = (typeof VERBS)[number];

/** Who switches, when the request does not say. */
const SOMEBODY = "HTTP";

const BY = "must be a text of at most 100 characters";
const DURATION = "must be a number of milliseconds";
/** The body, which may be absent. */
export const switchRequest = z.strictObject(
  {
    by: z.string(BY).min(1, BY).max(100, BY).default(SOMEBODY).meta({ description: "Who switches, as lists show it." }),
    duration_ms: z.number(DURATION).optional().meta({ description: "For how long a hook is snoozed." }),
  },
  "must be an object",
);
switchRequest.register(z.globalRegistry, { id: "SwitchRequest" });

/** Whether a text is something that can be done with a hook. */
export function isSwitchVerb(text: string): text is Verb {
  return (VERBS as readonly string[]).includes(text);
}

/** Does what the request says with a hook; answers its state. @throws HookloomError REQUEST_INVALID, HOOK_UNKNOWN */
export function switchHook(switches: HookSwitches, body: string, hookId: string, verb: Verb): JsonObject {
  const { by, duration_ms } = parseAsked(switchRequest, body === "" ? {} : parseJson(body, "The body"), "The body");
  if (verb === "snooze") {
    if (duration_ms === undefined) throw wrong(`"duration_ms" ${DURATION}.`);
    switches.snooze(hookId, duration_ms, by);
  } else switches[verb](hookId, by);
  return { hook: hookId, on: switches.isOn(hookId) };
}

function wrong(message: string): HookloomError {
  return new HookloomError("REQUEST_INVALID", message);
}
