// What the hooks' answers come to for an agent, before anybody asks what that agent can carry out. `agent-desk.ts` calls it.

import { isJsonObject, type JsonObject, type JsonValue } from "../foundation/json.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import type { AgentCall } from "./decode.ts";
import { asText } from "./native-answer.ts";

/** `continue` grants nothing: the agent does what it would have done without us. `again` sends it back to work. */
export type Decision = "continue" | "allow" | "ask" | "deny" | "again";

export interface Verdict {
  readonly decision: Decision;
  /** With `ask`, `deny` and `again`, and with `allow` when a hook said why. */
  readonly reason?: string;
  /** What takes the place of the point's content: the arguments, the prompt, the result. The whole of it. */
  readonly value?: JsonValue;
  /** For the model. */
  readonly context?: string;
  /** For the user. */
  readonly notice?: string;
}

/** A verdict, and what the hooks had answered. */
export interface Reading {
  readonly verdict: Verdict;
  /** The outcome's type, or the permission that an annotation gave. */
  readonly raw: string;
  /** Fields of the data that hooks changed and that no agent takes back. */
  readonly lost?: readonly string[];
}

/** Points at which an agent is about to stop. */
const STOPS = new Set(["AfterAgentExecution", "SubagentStop"]);

/** Reads an outcome; `component` holds what the component yielded that a hook put in the operation's place, if it was performed. */
export function readOutcome(call: AgentCall, outcome: HookOutcome, component?: { readonly value: JsonValue }): Reading {
  const said = readAnnotations(outcome);
  const base = { ...said.texts };
  const changed = changedValue(call, outcome);
  const stops = STOPS.has(call.event.point);
  const tool = String(call.data.tool_name ?? "this");
  const refuse = (raw: string, reason: string): Reading => ({ raw, verdict: { ...base, decision: "deny", reason } });
  switch (outcome.type) {
    case "cancel":
      return { raw: "cancel", verdict: { ...base, decision: stops ? "again" : "deny", reason: outcome.reason } };
    case "retry":
      if (stops)
        return {
          raw: "retry",
          verdict: { ...without(base, "context"), decision: "again", reason: base.context ?? "Go on: the work is not done." },
        };
      return { raw: "retry", verdict: { ...base, decision: "continue", context: joined(base.context, "Try this again.") ?? "" } };
    case "redirect":
      return refuse("redirect", `Use ${outcome.result.target} instead of ${tool}.`);
    case "replace":
      if (component === undefined) return refuse("replace", `${outcome.result.component} takes the place of ${tool}.`);
      return answered(call, "replace", base, component.value, outcome.result.component);
    case "cache":
      return answered(call, "cache", base, outcome.result.result, "an earlier answer");
    case "fork":
      return refuse("fork", `Do this once for each of these instead: ${JSON.stringify(outcome.result.branches)}`);
    default: {
      const decision = stops && said.permission === "deny" ? "again" : said.permission;
      const raw = said.permission === "continue" ? outcome.type : said.permission;
      const reason = decision === "continue" ? undefined : (said.reason ?? DEFAULT_REASONS[decision]);
      return {
        raw,
        ...lostFields(call, outcome),
        verdict: {
          ...base,
          decision,
          ...(reason === undefined ? {} : { reason }),
          ...(changed === undefined ? {} : { value: changed }),
        },
      };
    }
  }
}

/** The reason of a refusal for which nobody gave one. */
export const NOT_PERMITTED = "A hook does not permit this.";

const DEFAULT_REASONS: Readonly<Partial<Record<Decision, string>>> = {
  deny: NOT_PERMITTED,
  ask: "A hook wants the user to decide.",
  again: "Go on: a hook does not let you stop yet.",
};

/** Something else has the answer: after an operation it takes the result's place, before it the operation need not happen. */
function answered(call: AgentCall, raw: string, base: Partial<Verdict>, value: JsonValue, by: string): Reading {
  const known = resolvePoint(call.event.point);
  if (known.kind === "known" && known.point.mode === "transform")
    return { raw, verdict: { ...base, decision: "continue", value } };
  const text = asText(value);
  return { raw, verdict: { ...base, decision: "deny", reason: `This need not be done: ${by} has the result.\n${text}` } };
}

/** The content as hooks changed it, when they did. */
function changedValue(call: AgentCall, outcome: HookOutcome): JsonValue | undefined {
  const primary = primaryField(call);
  if (outcome.type !== "modified" || primary === undefined) return undefined;
  return same(outcome.data[primary], call.data[primary]) ? undefined : (outcome.data[primary] ?? null);
}

function lostFields(call: AgentCall, outcome: HookOutcome): { lost?: string[] } {
  if (outcome.type !== "modified") return {};
  const primary = primaryField(call);
  const { data } = outcome;
  const names = new Set([...Object.keys(data), ...Object.keys(call.data)]);
  const lost = [...names].filter((name) => name !== primary && !same(data[name], call.data[name]));
  return lost.length === 0 ? {} : { lost };
}

/** The field of the point's data that holds the content itself. */
export function primaryField({ event }: AgentCall): string | undefined {
  const known = resolvePoint(event.point);
  return known.kind === "known" ? known.point.primary : undefined;
}

function same(first: JsonValue | undefined, second: JsonValue | undefined): boolean {
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}

interface Said {
  readonly permission: "continue" | "allow" | "ask" | "deny";
  readonly reason?: string;
  readonly texts: { readonly context?: string; readonly notice?: string };
}

const STRENGTH = { continue: 0, allow: 1, ask: 2, deny: 3 } as const;

/** The annotations of all hooks together: the strictest permission counts, texts are put one below the other. */
function readAnnotations(outcome: HookOutcome): Said {
  let permission: Said["permission"] = "continue";
  let reason: string | undefined;
  let context: string | undefined;
  let notice: string | undefined;
  for (const { annotations } of outcome.annotations ?? []) {
    const wish = annotations.permission;
    if ((wish === "allow" || wish === "ask" || wish === "deny") && STRENGTH[wish] > STRENGTH[permission]) {
      permission = wish;
      reason = textOf(annotations, "permission_reason");
    }
    context = joined(context, textOf(annotations, "additional_context"));
    notice = joined(notice, textOf(annotations, "system_message"));
  }
  const texts = { ...(context === undefined ? {} : { context }), ...(notice === undefined ? {} : { notice }) };
  return { permission, texts, ...(reason === undefined ? {} : { reason }) };
}

function textOf(annotations: JsonObject, name: string): string | undefined {
  const value = isJsonObject(annotations) ? annotations[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function joined(first: string | undefined, second: string | undefined): string | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return `${first}\n\n${second}`;
}

function without<Key extends keyof Verdict>(verdict: Partial<Verdict>, key: Key): Omit<Partial<Verdict>, Key> {
  const { [key]: _, ...rest } = verdict;
  return rest;
}
