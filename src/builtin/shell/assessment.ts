// The worst that was found so far in one command, and how much of it has been read. `script-reader.ts` reports to it.

import { FINDINGS, type FindingId } from "./findings.ts";
import { hasInvisible } from "./look-alikes.ts";
import type { CompiledRule } from "./rule.ts";
import { isWorse, type Risk } from "../../model/risk.ts";
import type { Verdict } from "./verdict.ts";

/** Where text stands in the command that was given. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a text begins in the command; a span for a text that does not stand in it as it is. */
export type Place = number | Span;

const MAXIMUM_CALLS = 5000;

export const NOTHING_FOUND: Verdict = Object.freeze({
  risk: "SAFE",
  rule: "none",
  why: "no rule applies",
  part: Object.freeze({ text: "", start: 0, end: 0 }),
});

export class Assessment {
  readonly command: string;
  /** Whether it holds characters that nobody sees. */
  readonly hasInvisible: boolean;
  verdict: Verdict = NOTHING_FOUND;
  #calls = 0;

  constructor(command: string) {
    this.command = command;
    this.hasInvisible = hasInvisible(command);
  }

  find(id: FindingId, at: Span, detail = ""): void {
    const { risk, why } = FINDINGS[id];
    this.#report(risk, id, `${why}${detail}`, at);
  }

  apply({ rule }: CompiledRule, at: Span): void {
    this.#report(rule.risk, rule.id, rule.why, at);
  }

  /** Counts one more program; whether it is still to be looked at. */
  count(at: Span): boolean {
    this.#calls += 1;
    if (this.#calls > MAXIMUM_CALLS) this.find("too-much", at);
    return this.#calls <= MAXIMUM_CALLS;
  }

  /** Where a text for another shell stands, if it stands there as it is. */
  placeOf(text: string, at: Span): Place {
    const start = this.command.indexOf(text, at.start);
    return start >= 0 && start + text.length <= at.end ? start : at;
  }

  #report(risk: Risk, rule: string, why: string, { start, end }: Span): void {
    if (isWorse(risk, this.verdict.risk))
      this.verdict = { risk, rule, why, part: { text: this.command.slice(start, end), start, end } };
  }
}

/** The span of a part of a text. */
export function spanIn(place: Place, start: number, end: number): Span {
  return typeof place === "number" ? { start: place + start, end: place + end } : place;
}
