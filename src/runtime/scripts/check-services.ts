// What scripts can have checked: how dangerous a command is, and values without the secrets in them. The host works for them, so
// each script has only so much of its time.

import { assessCommand } from "../../builtin/shell/assess.ts";
import { redactSecrets } from "../../builtin/redaction/redact.ts";
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

/** The services of the kinds `shell.assess` and `secrets.redact`. */
export function createCheckServices(clock: Clock): HostServices {
  const spent = new Map<string, Spent>();

  const within = (check: (given: JsonObject) => JsonValue): HostService => ({
    changes: false,
    serve({ scriptId, kind, arguments: given }) {
      const beganMs = clock.monotonicMs();
      let own = spent.get(scriptId);
      if (own === undefined || beganMs - own.sinceMs >= PERIOD_MS) spent.set(scriptId, (own = { sinceMs: beganMs, usedMs: 0 }));
      if (own.usedMs >= BUDGET_MS) throw tooMuch(scriptId, kind, own.usedMs);
      try {
        return check(given);
      } finally {
        own.usedMs += clock.monotonicMs() - beganMs;
      }
    },
  });

  return new Map<string, HostService>([
    [
      "shell.assess",
      within(({ command }) => {
        if (typeof command !== "string") throw wrong("shell.assess(command)", "the command must be a text");
        const { risk, rule, why, part } = assessCommand(command);
        return { risk, rule, why, part: { ...part } };
      }),
    ],
    [
      "secrets.redact",
      within(({ value }) => {
        if (value === undefined) throw wrong("secrets.redact(value)", "a value is needed");
        return redactSecrets(value).value;
      }),
    ],
  ]);
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
