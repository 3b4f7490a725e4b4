// What installed agents cannot do of what hooks at a point may answer, for `hookloom check`: told before anything happens.

import { findAgent } from "./agent-list.ts";
import { listConsequences } from "./downgrade-report.ts";

/** One agent at one point. */
export interface AgentRemark {
  readonly agent: string;
  readonly point: string;
  /** In words, such as `ask: refuses, with the reason`; empty when the agent never asks hooks at this point. */
  readonly downgrades: readonly string[];
  /** Whether the agent asks hooks at this point at all. */
  readonly asked: boolean;
}

/** The remarks on these points, for each of these agents. */
export function remarkOnAgents(agents: readonly string[], points: Iterable<string>): AgentRemark[] {
  return [...points].flatMap((point) => agents.map((agent) => remark(agent, point)));
}

function remark(name: string, point: string): AgentRemark {
  const agent = findAgent(name);
  const events = Object.keys(agent.events).filter((event) => agent.events[event]!.point === point);
  const preferred = events.find((event) => agent.events[event]!.installed === true) ?? events[0];
  if (preferred === undefined) return { agent: name, point, asked: false, downgrades: [] };
  const downgrades = listConsequences(agent, preferred)
    .filter(({ downgraded }) => downgraded)
    .map(({ answer, becomes }) => `${answer}: ${becomes}`);
  return { agent: name, point, asked: true, downgrades };
}
