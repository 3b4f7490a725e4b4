// What hooks at the point CommandAssessment say of a command that the rules have assessed: they can make its risk greater.
// `command-guard.ts` asks them.

import { andThen } from "../../foundation/and-then.ts";
import type { JsonObject } from "../../foundation/json.ts";
import type { HookObserver } from "../../hooks/executor.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { HookContext } from "../../model/context.ts";
import type { HookResult } from "../../model/results.ts";
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
  const judged = new JudgedVerdict(verdict, command);
  const { component, metadata, state, correlationId, deadline } = context;
  const details = { component, metadata, state, correlationId, deadline, observer: judged };
  const outcome = environment.ask("CommandAssessment", data, details);
  return andThen(outcome, (settled) =>
    settled.type === "cancel"
      ? { risk: "CRITICAL", rule: settled.hookId, why: `was refused: ${settled.reason}`, part: judged.whole }
      : judged.verdict,
  );
}

/** The worst that any of them says: a hook that is asked later can undo what another one changed, but not that it was said. */
class JudgedVerdict implements HookObserver {
  readonly instant = true;
  readonly whole: Verdict["part"];
  readonly #byRules: Verdict;
  verdict: Verdict;

  constructor(byRules: Verdict, command: string) {
    this.#byRules = byRules;
    this.verdict = byRules;
    this.whole = { text: command, start: 0, end: command.length };
  }

  executed(hook: RegisteredHook, _context: unknown, result: HookResult): void {
    if (hook.shadow || result.type !== "modified") return;
    // The executor holds changes to the point's fields, so it is a risk and a text.
    const { risk = this.verdict.risk, why } = result.data as { risk?: Risk; why?: string };
    if (!isWorse(risk, this.verdict.risk)) return;
    const said = this.verdict === this.#byRules ? "was judged by a hook" : this.verdict.why;
    this.verdict = { risk, rule: hook.id, why: why ?? said, part: this.whole };
  }

  failed(): void {}

  passedOver(): void {}
}
