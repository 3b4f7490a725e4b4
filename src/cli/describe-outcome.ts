// What a run came to, in words. `run` prints it.

import type { HookOutcome } from "../model/outcome.ts";
import type { HookReport } from "../server/schemas.ts";
import { formatPlace } from "../foundation/errors.ts";
import { printable } from "./printable.ts";
import { styled } from "./style.ts";

/** The outcome: its type, who decided, and what follows from it. */
export function describeOutcome(outcome: HookOutcome): string {
  switch (outcome.type) {
    case "continue":
      return `${styled("green", "continue")}: it may happen as it is`;
    case "modified":
      return `${styled("yellow", "modified")} by ${names(outcome.modifiedBy)}: it may happen with this data\n${indented(outcome.data)}`;
    case "cancel": {
      const failure = outcome.failure === undefined ? "" : ` [${outcome.failure}]`;
      return `${styled("red", "cancel")} by ${names([outcome.hookId])}: ${printable(outcome.reason)}${failure}`;
    }
    default: {
      const { type, annotations: _, ...result } = outcome.result;
      const changed = outcome.data === undefined ? "" : `\nwith this data\n${indented(outcome.data)}`;
      return `${styled("cyan", type)} by ${names([outcome.hookId])}: ${printable(JSON.stringify(result))}${changed}`;
    }
  }
}

/** What one hook said, as a row: its id, its answer, its time. */
export function describeReport(report: HookReport): string[] {
  return [
    printable(report.hook_id),
    describeAnswer(report),
    report.passed_over === undefined ? `${report.duration_ms.toFixed(1)} ms` : "",
  ];
}

const PASSED_OVER = {
  no_match: "not asked: its match did not hold",
  breaker_open: "not asked: its breaker is open",
  once: "not asked: it is asked once, and was",
} as const;

/** What one hook said, or why it was not asked. */
export function describeAnswer({ passed_over, error, result, reason, shadow }: Omit<HookReport, "duration_ms">): string {
  if (passed_over !== undefined) return styled("dim", PASSED_OVER[passed_over]);
  if (error !== undefined) {
    const place = formatPlace(error.place);
    return styled("red", printable(`error: ${place === "" ? "" : `${place}: `}${error.message} [${error.code}]`));
  }
  const said = reason === undefined || (result === "cancel" && shadow === undefined) ? result! : `${result}: ${reason}`;
  return printable(shadow === true ? `${said} (in the shadow: not applied)` : said);
}

function names(ids: readonly string[]): string {
  return printable(ids.join(", "));
}

function indented(data: object): string {
  return JSON.stringify(data, undefined, 2).replaceAll(/^/gm, "  ");
}
