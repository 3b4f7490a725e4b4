// What an agent cannot carry out, and what it does instead. One function for what happens (`agent-desk.ts`), for what is told
// beforehand (`downgrade-report.ts`), and for the reference page.

import { isJsonObject, type JsonValue } from "../foundation/json.ts";
import type { EventPowers } from "./contract.ts";
import { asText } from "./native-answer.ts";
import type { Decision, Verdict } from "./verdict.ts";

/** One thing that an agent could not do as it was meant. */
export interface Downgrade {
  readonly from: Decision | "value" | "context" | "notice";
  readonly to: Decision | "value" | "context" | "notice" | "reason" | "nothing";
}

export interface Effective {
  readonly verdict: Verdict;
  readonly downgrades: readonly Downgrade[];
}

/** The content that a verdict may change: where it belongs, and what it was. */
export interface Content {
  readonly side: "input" | "output";
  readonly before?: JsonValue | undefined;
}

/** The nearest to a verdict that an event can carry out. What would make things less safe is refused where it can be. */
export function fitVerdict(verdict: Verdict, powers: EventPowers, content: Content, agentTitle: string): Effective {
  const downgrades: Downgrade[] = [];
  let fitted = verdict;
  const change = (from: Downgrade["from"], to: Downgrade["to"], next: Verdict): void => {
    downgrades.push({ from, to });
    fitted = next;
  };

  if (fitted.value !== undefined && !takesValue(fitted, powers, content)) {
    const { value, ...rest } = fitted;
    const text = asText(value);
    const added = addedText(value, content);
    if (fitted.decision === "deny" || fitted.decision === "again") change("value", "nothing", rest);
    else if (added !== undefined) {
      if (powers.context === true) change("value", "context", { ...rest, context: below(rest.context, added) });
      else change("value", "nothing", rest);
    } else if (powers.deny !== undefined) {
      const what =
        content.side === "input" ? "Do this in a changed form, as a hook wants it" : "A hook changed the result to this";
      change("value", "deny", { ...rest, decision: "deny", reason: `${what}: ${text}` });
    } else if (powers.context === true) {
      change("value", "context", { ...rest, context: below(rest.context, `A hook changed this to: ${text}`) });
    } else change("value", "nothing", rest);
  }
  if (fitted.decision === "ask" && powers.ask === undefined) {
    const reason = `${fitted.reason} (${agentTitle} cannot ask its user here, so this is refused.)`;
    // What has happened already needs nobody's permission.
    if (powers.deny === undefined || content.side === "output") change("ask", "continue", without(fitted, "reason"));
    else change("ask", "deny", { ...without(fitted, "value"), decision: "deny", reason });
  }
  if (fitted.decision === "allow" && powers.allow === undefined) change("allow", "continue", without(fitted, "reason"));
  if (fitted.decision === "deny" && powers.deny === undefined) {
    const { reason = "" } = fitted;
    const undecided = without(fitted, "reason");
    if (powers.output === true) change("deny", "value", { ...undecided, value: reason });
    else if (powers.context === true) change("deny", "context", { ...undecided, context: below(fitted.context, reason) });
    else if (powers.notice === true) change("deny", "notice", { ...undecided, notice: below(fitted.notice, reason) });
    else change("deny", "nothing", undecided);
  }
  if (fitted.decision === "again" && powers.again === undefined) change("again", "continue", without(fitted, "reason"));
  if (fitted.context !== undefined && powers.context !== true) {
    const { context, ...rest } = fitted;
    if (fitted.decision === "deny" || fitted.decision === "again")
      change("context", "reason", { ...rest, reason: below(fitted.reason, context) });
    else if (powers.notice === true) change("context", "notice", { ...rest, notice: below(fitted.notice, context) });
    else change("context", "nothing", rest);
  }
  if (fitted.notice !== undefined && powers.notice !== true) {
    const { notice: _, ...rest } = fitted;
    change("notice", "nothing", rest);
  }
  return { verdict: fitted, downgrades };
}

/** A refusal takes no changed content along; otherwise the event has to have a place for it. */
function takesValue({ decision, value }: Verdict, powers: EventPowers, { side, before }: Content): boolean {
  if (decision === "deny" || decision === "again") return false;
  if (side === "output") return powers.output === true;
  // Whoever merges arguments keeps those that are not mentioned.
  if (powers.input === "with_allow") return decision === "allow";
  return powers.input === "whole" || (powers.input === "part" && hasEveryKey(value, before));
}

function hasEveryKey(value: JsonValue | undefined, before: JsonValue | undefined): boolean {
  return !isJsonObject(before) || (isJsonObject(value) && Object.keys(before).every((key) => value[key] !== undefined));
}

/** What was put below a text, when nothing else about it changed: that takes nothing away where it is left out. */
function addedText(value: JsonValue | undefined, { side, before }: Content): string | undefined {
  if (side !== "input" || typeof value !== "string" || typeof before !== "string" || !value.startsWith(before)) return undefined;
  return value.slice(before.length).trim();
}

/** Without a field, and undecided when the field was the decision's reason. */
function without(verdict: Verdict, field: "reason" | "value"): Verdict {
  const { [field]: _, ...rest } = verdict;
  return field === "reason" ? { ...rest, decision: "continue" } : rest;
}

function below(first: string | undefined, second: string): string {
  return first === undefined ? second : `${first}\n\n${second}`;
}
