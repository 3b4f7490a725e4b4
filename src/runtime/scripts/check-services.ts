// What scripts can have checked: how dangerous a command is, and values without the secrets in them. The host works for them, so
// each script has only so much of its time.

import type { Assess, AssessOptions } from "../../builtin/shell/assess.ts";
import { andThen } from "../../foundation/and-then.ts";
import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { HostService, HostServices } from "../../sandbox/host-services.ts";

/** How long the host works for the checks of one script in a second, in milliseconds. One check is always finished. */
const BUDGET_MS = 200;
const PERIOD_MS = 1000;

interface Spent {
  readonly sinceMs: number;
  usedMs: number;
}

type Check = (given: JsonObject) => JsonValue;

/** Rules of the operator, besides ours. */
export type CommandRules = { readonly [Key in "rules" | "allow"]?: AssessOptions[Key] | undefined };

const NO_RULES: CommandRules = {};

/** The services of the kinds `shell.assess`, which goes by the rules that `rulesNow` tells at each call, and `secrets.redact`. */
export function createCheckServices(clock: Clock, rulesNow: () => CommandRules | undefined = () => undefined): HostServices {
  const spent = new Map<string, Spent>();

  // Rules and shapes are loaded when a script asks for the first time; its own time begins when they are there.
  const within = (load: () => Promise<Check>): HostService => {
    let loaded: Check | undefined;
    return {
      changes: false,
      serve: ({ scriptId, kind, arguments: given }) =>
        andThen(loaded ?? load(), (check) => {
          loaded = check;
          const beganMs = clock.monotonicMs();
          let own = spent.get(scriptId);
          if (own === undefined || beganMs - own.sinceMs >= PERIOD_MS)
            spent.set(scriptId, (own = { sinceMs: beganMs, usedMs: 0 }));
          if (own.usedMs >= BUDGET_MS) throw tooMuch(scriptId, kind, own.usedMs);
          try {
            return check(given);
          } finally {
            own.usedMs += clock.monotonicMs() - beganMs;
          }
        }),
    };
  };

  return new Map<string, HostService>([
    ["shell.assess", within(() => loadAssess(() => rulesNow() ?? NO_RULES))],
    ["secrets.redact", within(loadRedact)],
  ]);
}

async function loadAssess(rulesNow: () => CommandRules): Promise<Check> {
  const { createAssess } = await import("../../builtin/shell/assess.ts");
  const prepare = (rules: CommandRules): { rules: CommandRules; assess: Assess } => {
    return { rules, assess: createAssess({ rules: rules.rules ?? [], allow: rules.allow ?? [] }) };
  };
  let prepared = prepare(rulesNow());
  return ({ command }) => {
    if (typeof command !== "string") throw wrong("shell.assess(command)", "the command must be a text");
    if (prepared.rules !== rulesNow()) prepared = prepare(rulesNow());
    const { risk, rule, why, part } = prepared.assess(command);
    return { risk, rule, why, part: { ...part } };
  };
}

async function loadRedact(): Promise<Check> {
  const { redactSecrets } = await import("../../builtin/redaction/redact.ts");
  return ({ value }) => {
    if (value === undefined) throw wrong("secrets.redact(value)", "a value is needed");
    return redactSecrets(value).value;
  };
}

function wrong(call: string, message: string): HookloomError {
  return new HookloomError("CHECK_REQUEST_INVALID", `${call}: ${message}.`);
}

function tooMuch(scriptId: string, kind: string, usedMs: number): HookloomError {
  return new HookloomError(
    "CHECK_LIMIT_EXCEEDED",
    `${kind}: ${scriptId} has had ${Math.round(usedMs)} ms of the host's time in this second; at most ${BUDGET_MS} ms are given.`,
    { details: { script: scriptId, limit: BUDGET_MS, used: usedMs } },
  );
}
