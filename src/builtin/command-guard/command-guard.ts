// The command guard as hooks: assesses the commands in an operation's data and answers by their risk.

import { andThen } from "../../foundation/and-then.ts";
import type { HookAnswer } from "../../hooks/hook.ts";
import type { HookContext } from "../../model/context.ts";
import { annotate, results } from "../../model/results.ts";
import { isAtLeast, isWorse, type Risk } from "../../model/risk.ts";
import { guardAt, type Builtin, type BuiltinEnvironment } from "../builtin.ts";
import { fieldsAt } from "../fields-of-data.ts";
import { createAssess } from "../shell/assess.ts";
import type { Verdict } from "../shell/verdict.ts";
import { reportViolation } from "../violation.ts";
import { askValidators } from "./ask-validators.ts";
import type { CommandGuardSettings } from "./definition.ts";

type MaybeVerdict = Verdict | undefined;

/** Opens the command guard. */
export function openCommandGuard(settings: CommandGuardSettings, environment: BuiltinEnvironment): Builtin {
  const { rules, allow, cachedVerdicts: maxCachedVerdicts, points } = settings;
  const assess = createAssess({ rules, allow, maxCachedVerdicts });
  const verdictOf = (command: string, context: HookContext): Verdict | Promise<Verdict> =>
    askValidators(command, assess(command), context, environment);
  const execute = (context: HookContext): HookAnswer | Promise<HookAnswer> => {
    const worst = commandsIn(context, settings).reduce<MaybeVerdict | Promise<MaybeVerdict>>(
      (before, command) =>
        andThen<MaybeVerdict, MaybeVerdict>(before, (worse) =>
          andThen(verdictOf(command, context), (verdict) => worseOf(worse, verdict)),
        ),
      undefined,
    );
    return andThen(worst, (verdict) => verdict && answer(verdict, context, settings, environment));
  };
  return guardAt(points, "command_guard", { phase: "authorize", description: "assesses shell commands" }, execute);
}

function worseOf(one: MaybeVerdict, other: Verdict): Verdict {
  return one === undefined || isWorse(other.risk, one.risk) ? other : one;
}

function answer(
  worst: Verdict,
  context: HookContext,
  settings: CommandGuardSettings,
  environment: BuiltinEnvironment,
): HookAnswer {
  const cancels = reaches(worst.risk, settings.cancelAt);
  if (!cancels && !reaches(worst.risk, settings.askAt)) return undefined;
  const reason = describeVerdict(worst);
  const action = settings.auditMode ? "warn" : cancels ? "block" : "ask";
  const { risk, rule, part } = worst;
  reportViolation(environment, context, {
    type: "command_injection",
    action,
    reason,
    details: { risk, rule, part: part.text.slice(0, 500) },
  });
  if (action === "warn") return undefined;
  return cancels ? results.cancel(reason) : annotate(results.continue(), { permission: "ask", permission_reason: reason });
}

function commandsIn(context: HookContext, { fields }: CommandGuardSettings): string[] {
  return fieldsAt(context.data, fields)
    .map(({ value }) => commandOf(value))
    .filter((command) => command !== undefined);
}

function reaches(risk: Risk, threshold: Risk | "never"): boolean {
  return threshold !== "never" && isAtLeast(risk, threshold);
}

/** A command as a text; a list is a program with its arguments, which no shell takes apart. */
function commandOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((word) => `'${String(word).replaceAll("'", "'\\''")}'`).join(" ");
}

/** One sentence for whoever wanted to run the command. */
function describeVerdict({ risk, rule, why, part }: Verdict): string {
  const text = part.text.length > 200 ? `${part.text.slice(0, 199)}…` : part.text;
  return `The command guard says ${risk}: \`${text}\` ${why} (rule ${rule}).`;
}
