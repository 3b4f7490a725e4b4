import { describe, expect, it } from "vitest";
import { AGENTS, findAgent } from "../../../src/agents/agent-list.ts";
import { canaryOf } from "../../../src/agents/install/canary-payload.ts";
import { handlerFor } from "../../../src/agents/install/handler.ts";
import { lintSettings } from "../../../src/agents/install/lint.ts";
import { addHandlers } from "../../../src/agents/install/settings-file.ts";
import { createDesk } from "../desk-setup.ts";

const claude = findAgent("claude-code");
const group = (event: string, more: object = {}, handler: object = {}): string =>
  JSON.stringify({ hooks: { [event]: [{ ...more, hooks: [{ type: "command", command: "x", ...handler }] }] } });

describe("lint", () => {
  it.each([
    [
      "an event there is not",
      claude,
      group("PreToolUze"),
      /hooks\.PreToolUze\.0\.hooks\.0: Claude Code has no event "PreToolUze"\. Did you mean "PreToolUse"/,
    ],
    ["a matcher that is ignored", claude, group("Stop", { matcher: "Bash" }), /the matcher is ignored at Stop/],
    ["a matcher that cannot match", claude, group("PreToolUse", { matcher: "Bash(" }), /"Bash\(" is no regular expression/],
    ["milliseconds for seconds", claude, group("PreToolUse", {}, { timeout: 60_000 }), /the time-out 60000 is in seconds/],
    [
      "seconds for milliseconds",
      findAgent("gemini-cli"),
      group("BeforeTool", {}, { timeout: 30 }),
      /the time-out 30 is in milliseconds/,
    ],
    ["events outside of hooks", findAgent("codex"), '{"PreToolUse":[]}', /PreToolUse must stand inside "hooks"/],
    ["a version that is missing", findAgent("cursor"), '{"hooks":{}}', /"version" must be 1/],
    ["a text that is no JSON", claude, '{\n"hooks": }', /Line 2: the file is not JSON/],
  ])("finds %s", (_, agent, text, fault) => {
    expect(lintSettings(text, agent)).toEqual([expect.stringMatching(fault)]);
  });

  it("knows that Qwen Code takes small numbers for seconds", () => {
    const qwen = findAgent("qwen-code");
    expect(lintSettings(group("PreToolUse", {}, { timeout: 30 }), qwen)).toEqual([]);
    expect(lintSettings(group("PreToolUse", {}, { timeout: 30_000 }), qwen)).toEqual([]);
  });

  it("finds nothing in what we install", () => {
    for (const agent of AGENTS) {
      const handlers = new Map(
        Object.keys(agent.events).map((event) => [
          event,
          handlerFor(agent, event, { kind: "shim", command: () => "hookloom-hook" }),
        ]),
      );
      expect([agent.name, lintSettings(addHandlers("{}", agent, handlers), agent)]).toEqual([agent.name, []]);
    }
  });
});

describe("the canary", () => {
  it.each(AGENTS)("of $title is recognised and answered as expected", async (agent) => {
    const { event, payload, expected } = canaryOf(agent);
    const { desk, records } = createDesk({ type: "continue" });
    expect(await desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) })).toEqual(expected);
    expect(records[0]).toMatchObject({ raw: "canary", effective: "deny" });
  });
});
