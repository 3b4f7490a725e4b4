// What hooks at the point CommandAssessment say of a command that the rules have assessed: they can make its risk greater.
// `command-guard.ts` asks them.

import { andThen } from "../../foundation/and-then.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookContext } from "../../model/context.ts";
import type { HookOutcome } from "../../model/outcome.ts";
import { isWorse, type Risk } from "../../model/risk.ts";
import type { BuiltinEnvironment } from "../builtin.ts";
import type { Verdict } from "../shell/verdict.ts";
import { partiesOf } from "../violation.ts";

/** The verdict after them. They are asked as a part of the run in which the command came, and not when it can get no worse. */
export function askValidators(
  command: string,
  verdict: Verdict,
  context: HookContext,
  environment: BuiltinEnvironment,
): Verdict | Promise<Verdict> {
  if (verdict.risk === "CRITICAL") return verdict;
  const { tool_name } = context.data;
  const data: JsonObject = {
    ...partiesOf(context.data),
    ...(typeof tool_name === "string" && { tool_name }),
    hook_point: context.point,
    command,
    ...verdict,
  };
  return andThen(environment.ask("CommandAssessment", data, context), (outcome) => verdictAfter(outcome, command, verdict));
}

function verdictAfter(outcome: HookOutcome, command: string, verdict: Verdict): Verdict {
  const part = { text: command, start: 0, end: command.length };
  if (outcome.type === "cancel") return { risk: "CRITICAL", rule: outcome.hookId, why: `was refused: ${outcome.reason}`, part };
  if (outcome.type !== "modified") return verdict;
  // The executor holds changes to the point's fields, so it is a risk and a text.
  const { risk, why } = outcome.data as { risk: Risk; why: string };
  if (!isWorse(risk, verdict.risk)) return verdict;
  const { hookId } = outcome.changes!.findLast(({ path }) => path === "risk")!;
  return { risk, rule: hookId, why: why === verdict.why ? "was judged by a hook" : why, part };
}
