// What assessing a command comes to. Same names in every language, as it crosses to scripts.

export const RISKS = ["SAFE", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Risk = (typeof RISKS)[number];

export interface Verdict {
  readonly risk: Risk;
  /** Id of the rule that decided; "none" when no rule applies, "allowed" when the allow list does. */
  readonly rule: string;
  readonly why: string;
  /** The text at fault, and where in the command it stands: offsets in UTF-16 units, `end` excluded. */
  readonly part: { readonly text: string; readonly start: number; readonly end: number };
}

/** Whether one risk is greater than another. */
export function isWorse(risk: Risk, than: Risk): boolean {
  return RISKS.indexOf(risk) > RISKS.indexOf(than);
}

/** Whether a risk is that or greater. */
export function isAtLeast(risk: Risk, least: Risk): boolean {
  return RISKS.indexOf(risk) >= RISKS.indexOf(least);
}
