// What assessing a command comes to. Same names in every language, as it crosses to scripts.

import type { Risk } from "../../model/risk.ts";

export interface Verdict {
  readonly risk: Risk;
  /** Id of the rule that decided; "none" when no rule applies. */
  readonly rule: string;
  readonly why: string;
  /** The text at fault, and where in the command it stands: offsets in UTF-16 units, `end` excluded. */
  readonly part: { readonly text: string; readonly start: number; readonly end: number };
}
