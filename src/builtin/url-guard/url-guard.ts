// The URL guard as hooks.

import type { HookAnswer } from "../../hooks/hook.ts";
import type { HookContext } from "../../model/context.ts";
import { results } from "../../model/results.ts";
import { guardAt, type Builtin, type BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt, textsIn } from "../fields-of-data.ts";
import { reportViolation } from "../violation.ts";
import { createUrlCheck } from "./check-url.ts";
import type { UrlGuardSettings } from "./definition.ts";

/** Opens the URL guard. */
export function openUrlGuard(settings: UrlGuardSettings, environment: BuiltinEnvironment): Builtin {
  const check = createUrlCheck(settings);
  const execute = (context: HookContext): HookAnswer => {
    for (const text of fieldsAt(context.data, settings.fields).flatMap(({ value }) => textsIn(value))) {
      const fault = check(text);
      if (fault === undefined) continue;
      const reason = `${JSON.stringify(text.slice(0, 200))} must not be opened: ${fault.reason}.`;
      reportViolation(environment, context, {
        type: "ssrf",
        action: "block",
        reason: fault.kind,
        details: { url: text.slice(0, 500), text: reason },
      });
      return results.cancel(reason);
    }
    return undefined;
  };
  return guardAt(
    settings.points,
    "url_guard",
    { phase: "authorize", description: "keeps addresses inside the network closed" },
    execute,
  );
}
