// Rules of users, as data: the same conditions as ours, but regular expressions are RE2's and nothing is code.

import { compileExpression } from "../../foundation/regular-expression.ts";
import { compileRule, type CompiledRule } from "./rule.ts";
import type { Risk } from "../../model/risk.ts";

export interface CustomRule {
  readonly id: string;
  readonly risk: Risk;
  /** Completes "this command ...". Default: "is against a rule of this installation". */
  readonly why?: string;
  /** Names of programs; "*" stands for every program. */
  readonly programs: readonly string[];
  /** What the operands must begin with: one of these, words separated by spaces. Default: anything. */
  readonly operands?: readonly string[];
  /** Flags of which one must be given. Default: any. */
  readonly flags?: readonly string[];
  /** Flags with which the rule does not apply. */
  readonly unless?: readonly string[];
  /** A regular expression (RE2) that one argument must match. Default: any. */
  readonly word?: string;
}

/** Compiles a rule whose expression is known to be one; an argument too long to be tried counts as a match. */
export function compileCustomRule(rule: CustomRule): CompiledRule {
  const { id, risk, why = "is against a rule of this installation", programs, operands, flags, unless, word } = rule;
  const matches = word === undefined ? undefined : compileExpression(word);
  return compileRule({
    id,
    risk,
    why,
    programs: programs.map((name) => name.toLowerCase()).join(" "),
    ...(operands && operands.length > 0 && { operands }),
    ...(flags && flags.length > 0 && { flags: flags.join(" ") }),
    ...(unless && unless.length > 0 && { unless: unless.join(" ") }),
    ...(matches && { when: (call) => call.words.some((given) => matches(given) !== "differs") }),
  });
}
