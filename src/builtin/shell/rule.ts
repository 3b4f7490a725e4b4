// What a rule is: programs, what must be among their arguments, and two examples that a test holds it to. The rules are data in
// `rules/`; `custom-rules.ts` makes rules of what users write.

import { hasFlag, type Invocation } from "./invocation.ts";
import type { Risk } from "../../model/risk.ts";

export interface Rule {
  readonly id: string;
  readonly risk: Risk;
  /** Completes "this command ...". */
  readonly why: string;
  /** Names in lower case, separated by spaces. */
  readonly programs: string;
  /** The call's operands must begin with one of these; the words of each are separated by spaces. Default: any. */
  readonly operands?: readonly string[];
  /** Flags of which one must be given, separated by spaces. Default: any. */
  readonly flags?: string;
  /** Flags with which the rule does not apply, separated by spaces. */
  readonly unless?: string;
  /** One of the arguments must match. Default: any. */
  readonly word?: RegExp;
  readonly when?: (call: Invocation) => boolean;
  /** A command that this rule, and none that is worse, decides. */
  readonly dangerous: string;
  /** A command of the same kind that is no more than LOW. */
  readonly harmless: string;
}

/** A rule ready to be applied. */
export interface CompiledRule {
  readonly rule: Pick<Rule, "id" | "risk" | "why">;
  readonly programs: readonly string[];
  applies(call: Invocation): boolean;
}

export function compileRule(rule: Omit<Rule, "dangerous" | "harmless">): CompiledRule {
  const operands = rule.operands?.map((text) => text.split(" "));
  const flags = rule.flags?.split(" ");
  const unless = rule.unless?.split(" ");
  const { word, when } = rule;
  return {
    rule,
    programs: rule.programs.split(" "),
    applies: (call) =>
      (flags === undefined || hasFlag(call, ...flags)) &&
      (unless === undefined || !hasFlag(call, ...unless)) &&
      (operands === undefined || operands.some((sequence) => begins(call.operands, sequence))) &&
      (word === undefined || call.words.some((given) => word.test(given))) &&
      (when === undefined || when(call)),
  };
}

function begins(operands: readonly string[], sequence: readonly string[]): boolean {
  return sequence.every((word, at) => word === operands[at]);
}
