// What would become of each answer of hooks at an event of an agent, told before anything happens: by `check` and by the
// reference page. It sends examples through the same functions as real answers.

import type { JsonObject } from "../foundation/json.ts";
import type { HookOutcome } from "../model/outcome.ts";
import { resolvePoint } from "../model/points/resolve-point.ts";
import { RESULT_TYPES } from "../model/results.ts";
import { contentOf } from "./agent-desk.ts";
import type { AgentContract, EventContract } from "./contract.ts";
import type { AgentCall } from "./decode.ts";
import { fitVerdict } from "./downgrade.ts";
import { readOutcome } from "./verdict.ts";

/** One answer, and what the agent does. */
export interface Consequence {
  /** A type of result, or an annotation. */
  readonly answer: string;
  /** In words; the answer itself when the agent does just that. */
  readonly becomes: string;
  /** Whether it is not what was answered. */
  readonly downgraded: boolean;
}

const RESULTS: ReadonlySet<string> = new Set(RESULT_TYPES);
const NO_DATA: JsonObject = {};

/** What the agent does for each answer that the event's point allows. */
export function listConsequences(agent: AgentContract, eventName: string): Consequence[] {
  const event = agent.events[eventName]!;
  const known = resolvePoint(event.point);
  const definition = known.kind === "known" ? known.point : undefined;
  const data = definition?.example ?? NO_DATA;
  const call: AgentCall = { agent, eventName, event, payload: NO_DATA, data, missing: [] };
  return Object.entries(examples(definition?.primary, data))
    .filter(
      ([answer]) =>
        definition === undefined || !RESULTS.has(answer) || (definition.allowed as readonly string[]).includes(answer),
    )
    .map(([answer, outcome]) => consequence(call, answer, outcome));
}

function consequence(call: AgentCall, answer: string, outcome: HookOutcome): Consequence {
  const { event, agent } = call;
  const { verdict, raw } = readOutcome(call, outcome);
  const fitted = fitVerdict(verdict, event.powers, contentOf(call), agent.title);
  const done = describe(fitted.verdict, event);
  const meant = describe(verdict, event);
  const downgraded = fitted.downgrades.length > 0 || (NOT_FOR_AGENTS.has(raw) && raw === answer);
  return { answer, becomes: downgraded || done !== meant ? done : meant, downgraded };
}

/** Results that mean something the agent alone could do; they are always put into other words. */
const NOT_FOR_AGENTS: ReadonlySet<string> = new Set(["redirect", "replace", "fork", "retry"]);

function describe({ decision, value, context, notice }: ReturnType<typeof readOutcome>["verdict"], event: EventContract): string {
  const parts: string[] = [];
  if (decision === "deny") parts.push("refuses, with the reason");
  if (decision === "ask") parts.push("asks the user");
  if (decision === "allow") parts.push("goes on without asking the user");
  if (decision === "again") parts.push("goes on working, with the reason");
  if (value !== undefined) parts.push(event.powers.output === true ? "takes the changed result" : "takes the changed arguments");
  if (context !== undefined) parts.push("tells the model");
  if (notice !== undefined) parts.push("tells the user");
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function examples(primary: string | undefined, data: JsonObject): Record<string, HookOutcome> {
  const said = (annotations: JsonObject): HookOutcome => ({ type: "continue", annotations: [{ hookId: "", annotations }] });
  const changed =
    primary === undefined ? data : { ...data, [primary]: typeof data[primary] === "string" ? "changed" : { changed: true } };
  return {
    modified: { type: "modified", data: changed, modifiedBy: [] },
    cancel: { type: "cancel", hookId: "", reason: "no" },
    redirect: { type: "redirect", hookId: "", result: { type: "redirect", target: "another" } },
    replace: { type: "replace", hookId: "", result: { type: "replace", component: "another" } },
    retry: {
      type: "retry",
      hookId: "",
      result: { type: "retry", max_attempts: 2, delay_ms: 0, backoff: "fixed", jitter: false },
    },
    fork: { type: "fork", hookId: "", result: { type: "fork", branches: [], join: "all" } },
    cache: { type: "cache", hookId: "", result: { type: "cache", result: "kept", ttl_ms: 1 } },
    "permission = allow": said({ permission: "allow" }),
    "permission = ask": said({ permission: "ask" }),
    additional_context: said({ additional_context: "more" }),
    system_message: said({ system_message: "look" }),
  };
}
