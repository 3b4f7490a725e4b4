// Time windows as hooks: one for each rule and point.

import type { Registration } from "../../hooks/registry.ts";
import { results } from "../../model/results.ts";
import type { Builtin, BuiltinEnvironment } from "../builtin.ts";
import { reportViolation } from "../violation.ts";
import type { TimeWindowSettings } from "./definition.ts";
import { createWindows } from "./windows.ts";

/** Opens time windows. */
export function openTimeWindow({ rules }: TimeWindowSettings, environment: BuiltinEnvironment): Builtin {
  const hooks = rules.flatMap(({ points, match, allow, deny, time_zone: timeZone, reason }, number): Registration[] => {
    const isAllowed = allow.length === 0 ? () => true : createWindows(allow, timeZone);
    const isDenied = createWindows(deny, timeZone);
    return points.map((point) => ({
      point,
      hook: {
        keepsDeadline: true,
        execute(context) {
          const now = environment.clock.now();
          if (isAllowed(now) && !isDenied(now)) return undefined;
          const hours = [...allow, ...deny.map((window) => `not ${window}`)].join(", ");
          const text = `This may happen only at certain hours: ${hours} (${timeZone}).${reason === undefined ? "" : ` ${reason}`}`;
          reportViolation(environment, context, { type: "time_denied", action: "block", reason: text });
          return results.cancel(text);
        },
      },
      options: {
        id: `builtin/time_window#${number + 1}/${point}`,
        phase: "authorize",
        failureMode: "fail_closed",
        description: "lets it happen at certain hours only",
        ...(match && { match }),
      },
    }));
  });
  return { hooks };
}
