import { expect, it } from "vitest";
import { remarkOnAgents } from "../../src/agents/tell-downgrades.ts";

it("says for each agent what it cannot do at a point, and where it never asks", () => {
  const remarks = remarkOnAgents(["claude-code", "codex"], ["BeforeToolExecution", "BeforeProviderCall"]);
  expect(remarks.map(({ agent, point, asked }) => [agent, point, asked])).toEqual([
    ["claude-code", "BeforeToolExecution", true],
    ["codex", "BeforeToolExecution", true],
    ["claude-code", "BeforeProviderCall", false],
    ["codex", "BeforeProviderCall", false],
  ]);
  expect(remarks[0]?.downgrades).not.toContainEqual(expect.stringContaining("permission = ask"));
  expect(remarks[1]?.downgrades).toContain("permission = ask: refuses, with the reason");
});
