// What holds of every agent in the table, event by event: that none is bricked, that gates stay gates, and that none is sent back to
// work for ever. `judge.ts` says how an agent understands an answer.

import { describe, expect, it } from "vitest";
import { AGENTS } from "../../src/agents/agent-list.ts";
import { ANSWER_WITHIN_MS } from "../../src/agents/contract.ts";
import { withPath } from "../../src/agents/paths.ts";
import { MOST_TIMES_AGAIN } from "../../src/agents/stop-guard.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createDesk, payloadsOf, type TestDesk } from "./desk-setup.ts";
import { judge, type Heard } from "./judge.ts";

const cancel = { type: "cancel", hookId: "h", reason: "no" } as const;

describe.each(AGENTS)("$title", (agent) => {
  const events = Object.entries(payloadsOf(agent));
  const gates = new Set(["BeforeToolExecution", "PermissionRequest"]);
  const say = async ({ desk }: TestDesk, event: string, payload: object): Promise<Heard> =>
    judge(agent, event, await desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) }));

  it("goes on at every event while hooks are switched off, and is told so where silence would be a failure", async () => {
    const desk = createDesk(cancel, { enabled: false });
    for (const [event, payload] of events)
      expect([event, await say(desk, event, payload)]).toEqual([event, { decision: "continue" }]);
    expect(desk.asked).toEqual([]);
  });

  it("is stopped at its gates only, when everything that was asked breaks or does not answer in time", async () => {
    const clock = new ManualClock();
    const broken = createDesk(() => {
      throw new Error("broken");
    });
    const slow = createDesk(() => new Promise(() => {}), { clock });
    for (const [event, payload] of events) {
      const { point, powers, tool } = agent.events[event]!;
      // Reading changes nothing, and goes on.
      const decision = gates.has(point) && powers.deny !== undefined && tool !== "Read" ? "deny" : "continue";
      expect([event, await say(broken, event, payload)]).toEqual([event, { decision }]);
      const late = say(slow, event, payload);
      await Promise.resolve();
      clock.advance(ANSWER_WITHIN_MS);
      expect([event, await late]).toEqual([event, { decision }]);
    }
  });

  it("is refused what a hook refuses wherever it lets itself be refused", async () => {
    for (const [event, payload] of events) {
      const { deny, again } = agent.events[event]!.powers;
      const decision = again === undefined ? (deny === undefined ? "continue" : "deny") : "again";
      expect([event, await say(createDesk(cancel), event, payload)]).toEqual([event, { decision }]);
    }
  });

  const stops = events.filter(([event]) => agent.events[event]!.powers.again !== undefined);
  it.runIf(stops.length > 0)("may stop in the end, however often a hook sends it back", async () => {
    const most = Math.min(MOST_TIMES_AGAIN, agent.stopLimit ?? MOST_TIMES_AGAIN);
    for (const [event, payload] of stops) {
      const desk = createDesk(cancel);
      const sentBack = withPath(payload, agent.events[event]!.fields?.stop_hook_active ?? "stop_hook_active", true);
      const heard: string[] = [];
      for (let times = 0; times <= most; times += 1) heard.push((await say(desk, event, sentBack)).decision);
      expect([event, heard]).toEqual([event, [...Array<string>(most).fill("again"), "continue"]]);
    }
  });
});
