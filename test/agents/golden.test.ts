// Every answer of every agent's every event, byte by byte.

import { describe, expect, it } from "vitest";
import { AGENTS } from "../../src/agents/agent-list.ts";
import type { AgentContract } from "../../src/agents/contract.ts";
import { decodeCall } from "../../src/agents/decode.ts";
import { createDesk, payloadsOf } from "./desk-setup.ts";
import { outcomesAt } from "./outcomes.ts";

async function describeAnswers(agent: AgentContract): Promise<string> {
  const lines: string[] = [];
  for (const [event, payload] of Object.entries(payloadsOf(agent))) {
    const call = decodeCall(agent, payload, event);
    lines.push(`# ${event} -> ${call.event.point}`);
    for (const [name, outcome] of outcomesAt(call.event.point, call.data)) {
      const { desk } = createDesk(outcome);
      const { exitCode, stdout, stderr } = await desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) });
      lines.push(`${name}: exit ${exitCode} ${stdout}${stderr === "" ? "" : ` stderr ${JSON.stringify(stderr)}`}`);
    }
    lines.push("");
  }
  return lines.join("\n");
}

describe.each(AGENTS)("$title", (agent) => {
  it("has a payload for each of its events, with every field its documentation promises", () => {
    const payloads = payloadsOf(agent);
    expect(Object.keys(payloads).sort()).toEqual(Object.keys(agent.events).sort());
    for (const [event, payload] of Object.entries(payloads))
      expect([event, decodeCall(agent, payload, event).missing]).toEqual([event, []]);
  });

  it("is answered exactly as its golden file says", async () => {
    await expect(await describeAnswers(agent)).toMatchFileSnapshot(`golden/${agent.name}.txt`);
  });
});
