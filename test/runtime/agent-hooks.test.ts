// Functions for programs that run agents: each asks the point it is called for, with what that point's data is to be.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  agentHooks,
  createRuntime,
  HookCancelled,
  outcomeData,
  results,
  type AgentHooks,
  type Runtime,
} from "../../src/index.ts";

let runtime: Runtime;
let agent: AgentHooks;
let asked: unknown[];
const PARTIES = { agent_id: "agent-1", session_id: "session-1" };

beforeEach(async () => {
  runtime = await createRuntime();
  agent = agentHooks(runtime, { agentId: "agent-1", sessionId: "session-1" });
  asked = [];
  for (const point of ["BeforeToolExecution", "AfterToolExecution", "AfterAgentExecution", "Notification"]) {
    runtime.register(point, ({ data, component }) => void asked.push([point, data, component]));
  }
});
afterEach(() => runtime.close());

const component = { id: "agent-1", type: "agent" };

describe("the functions for an agent", () => {
  it("ask about its tools, its stopping and its notifications, with who it is", async () => {
    await agent.preToolUse("Bash", { command: "ls" }, { toolId: "call-1" });
    await agent.postToolUse("Bash", "README.md", { toolId: "call-1", durationMs: 5 });
    await agent.postToolUse("Bash", null, { parameters: { command: "ls" }, error: "exit status 2" });
    await agent.stop("done");
    await agent.notification("Waiting for you.", { level: "info" });
    expect(asked).toEqual([
      ["BeforeToolExecution", { ...PARTIES, tool_name: "Bash", parameters: { command: "ls" }, tool_id: "call-1" }, component],
      [
        "AfterToolExecution",
        { ...PARTIES, tool_name: "Bash", result: "README.md", success: true, tool_id: "call-1", duration_ms: 5 },
        component,
      ],
      [
        "AfterToolExecution",
        { ...PARTIES, tool_name: "Bash", result: null, success: false, parameters: { command: "ls" }, error: "exit status 2" },
        component,
      ],
      ["AfterAgentExecution", { ...PARTIES, output: "done", success: true }, component],
      ["Notification", { ...PARTIES, message: "Waiting for you.", level: "info" }, component],
    ]);
  });

  it("answer what hooks said", async () => {
    runtime.register("PreToolUse", ({ data }) =>
      data.tool_name === "Bash" ? results.cancel("no shell") : results.modified({ tool_input: { path: "safe" } }),
    );
    expect(await agent.preToolUse("Bash", {})).toMatchObject({ type: "cancel", reason: "no shell" });
    const outcome = await agent.preToolUse("Read", { path: "secret" });
    expect(outcomeData(outcome, {})).toMatchObject({ parameters: { path: "safe" } });
  });

  it("use a tool with the hooks around it", async () => {
    const used: unknown[] = [];
    const read = (parameters: object): string => (used.push(parameters), "contents");
    runtime.register("BeforeToolExecution", () => results.modified({ parameters: { path: "other" } }));
    runtime.register("AfterToolExecution", ({ data }) => results.modified({ result: `${String(data.result)}!` }));
    expect(await agent.useTool("Read", { path: "x" }, read)).toBe("contents!");
    expect(used).toEqual([{ path: "other" }]);
    runtime.register("BeforeToolExecution", () => results.cancel("not now"));
    await expect(agent.useTool("Read", { path: "x" }, read)).rejects.toBeInstanceOf(HookCancelled);
    expect(used).toHaveLength(1);
  });
});
