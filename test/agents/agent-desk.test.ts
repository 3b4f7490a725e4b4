import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGENTS, findAgent } from "../../src/agents/agent-list.ts";
import { CANARY_COMMAND } from "../../src/agents/canary.ts";
import { ANSWER_WITHIN_MS } from "../../src/agents/contract.ts";
import { decodeCall } from "../../src/agents/decode.ts";
import { MOST_TIMES_AGAIN } from "../../src/agents/stop-guard.ts";
import type { JsonObject } from "../../src/foundation/json.ts";
import { KNOWN_NAMES_OF_SYSTEM } from "../../src/model/points/catalogue.ts";
import { resolvePoint } from "../../src/model/points/resolve-point.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { createDesk, payloadsOf } from "./desk-setup.ts";
import { judge } from "./judge.ts";

const claude = (event: string, more: JsonObject = {}): string =>
  JSON.stringify({ ...payloadsOf({ name: "claude-code" })[event], ...more });
const gateOf = (agent: (typeof AGENTS)[number]): string =>
  Object.entries(agent.events).find(([, { point, installed }]) => point === "BeforeToolExecution" && installed === true)![0];

describe("what hooks see", () => {
  it.each(AGENTS)("is a shell command under the same names whoever sent it: $title", async (agent) => {
    const { desk, asked } = createDesk({ type: "continue" });
    const event = gateOf(agent);
    await desk.answer({ agent: agent.name, event, body: JSON.stringify(payloadsOf(agent)[event]) });
    expect(asked).toMatchObject([
      {
        point: "BeforeToolExecution",
        data: { tool_name: "Bash", parameters: { command: "npm test" } },
        options: {
          component: { id: agent.name, type: "agent" },
          metadata: { agent: agent.name, agent_event: event, project_dir: "/home/me/project" },
        },
      },
    ]);
  });

  it("has arguments under canonical names, which go back under the agent's own", async () => {
    const { desk, asked } = createDesk((_, data) => ({
      type: "modified",
      data: { ...data, parameters: { ...(data.parameters as JsonObject), content: "// mine\nlet a;" } },
      modifiedBy: ["h"],
    }));
    const body = JSON.stringify({ sessionId: "1", toolName: "create", toolArgs: '{"path":"/p/a.ts","file_text":"let a;"}' });
    const { stdout } = await desk.answer({ agent: "copilot-cli", event: "preToolUse", body });
    expect(asked[0]?.data).toEqual({
      session_id: "1",
      tool_name: "Write",
      parameters: { file_path: "/p/a.ts", content: "let a;" },
    });
    expect(asked[0]?.options?.metadata).toMatchObject({ native_tool_name: "create" });
    expect(stdout).toBe('{"modifiedArgs":{"path":"/p/a.ts","file_text":"// mine\\nlet a;"}}');
  });

  it.each([
    ["a list", { commands: ["git add .", "git push"] }, "git add .\ngit push"],
    ["a list as JSON", { commands: '["git add .","git push"]' }, "git add .\ngit push"],
    ["one under another name", { cmd: "git push" }, "git push"],
    ["a program and its arguments", { commands: [{ command: "git", args: ["push", "origin"] }] }, "git push origin"],
    ["a list without a name", ["git push"], "git push"],
    ["the same as the other side numbers it", { 0: "git add .", 1: "git push" }, "git add .\ngit push"],
    ["a text that only looks like JSON", { commands: "[ -f a ] && git push" }, "[ -f a ] && git push"],
    ["nothing", {}, ""],
  ])("is one shell command, whichever way Cline says it: %s", async (_, input, command) => {
    const { desk, asked } = createDesk({ type: "continue" });
    const toolName = "run_commands";
    const calls = [{ tool_call: { id: "c1", name: toolName, input }, preToolUse: { toolName, parameters: {} } }];
    if (!Array.isArray(input)) calls.push({ preToolUse: { toolName, parameters: input } } as never);
    for (const call of calls) {
      const body = JSON.stringify({ clineVersion: "", taskId: "t1", hookName: "tool_call", ...call });
      await desk.answer({ body });
      expect(asked.pop()).toMatchObject({
        point: "BeforeToolExecution",
        data: { tool_name: "Bash", session_id: "t1", parameters: { command } },
        options: { metadata: { agent_event: "PreToolUse" } },
      });
    }
  });

  it("keeps fields nobody knows, and names those that are missing", async () => {
    const { desk, asked, records } = createDesk({ type: "continue" });
    await desk.answer({ agent: "claude-code", body: '{"hook_event_name":"PreToolUse","tool_name":"Bash","brand_new":[1]}' });
    expect(asked[0]?.data).toEqual({ tool_name: "Bash", brand_new: [1] });
    expect(asked[0]?.options?.metadata).toMatchObject({ missing: ["tool_input", "tool_use_id"] });
    expect(records[0]).toMatchObject({ missing: ["tool_input", "tool_use_id"] });
  });

  it("names the session of VS Code, which has sent it under two names", async () => {
    const { desk, asked } = createDesk({ type: "continue" });
    const payloads = payloadsOf({ name: "vscode" });
    for (const event of ["PreToolUse", "PostToolUse"])
      await desk.answer({ agent: "vscode", event, body: JSON.stringify(payloads[event]) });
    expect(payloads["PreToolUse"]).toHaveProperty("session_id");
    expect(payloads["PostToolUse"]).toHaveProperty("sessionId");
    expect(asked.map(({ data }) => data.session_id)).toEqual(["v1", "v1"]);
  });

  it("has the project of the environment, else the first of the roots, else the working directory", async () => {
    const { desk, asked } = createDesk({ type: "continue" });
    await desk.answer({ body: claude("Stop"), environment: { CLAUDE_PROJECT_DIR: "/p" } });
    await desk.answer({ agent: "cursor", body: JSON.stringify(payloadsOf({ name: "cursor" })["stop"]) });
    await desk.answer({ body: claude("Stop") });
    expect(asked.map(({ options }) => options?.metadata?.project_dir)).toEqual(["/p", "/home/me/project", "/home/me/project"]);
  });

  it("agrees with what the catalogue says about Claude Code's names", () => {
    for (const [name, { point, alias }] of KNOWN_NAMES_OF_SYSTEM.get("claude-code")!) {
      const event = findAgent("claude-code").events[name]!;
      expect([name, event.point, event.fields ?? {}]).toEqual([name, point.name, alias!.fields]);
    }
  });

  it("stands at points that exist, or at the agent's own with a colon", () => {
    for (const agent of AGENTS) {
      for (const [name, { point }] of Object.entries(agent.events)) {
        expect([agent.name, name, resolvePoint(point).kind]).toEqual([
          agent.name,
          name,
          point.includes(":") ? "custom" : "known",
        ]);
        if (point.includes(":")) expect(point).toBe(`${agent.name}:${name}`);
      }
    }
  });
});

describe("who sent a payload, when nobody says so,", () => {
  // Kiro's newer payload has nothing that another agent does not send as well.
  it.each(AGENTS.filter(({ name }) => name !== "kiro"))("is found out: $title", async (agent) => {
    const event = gateOf(agent);
    const { desk, records } = createDesk({ type: "continue" });
    await desk.answer({ event, body: JSON.stringify(payloadsOf(agent)[event]) });
    expect(records[0]).toMatchObject({ agent: agent.name, event });
  });
});

describe("a payload of VS Code at the hook of another agent, whose file it reads,", () => {
  const { hook_event_name: _, ...payload } = payloadsOf({ name: "vscode" })["PreToolUse"]!;
  it.each([
    ["claude-code", "PreToolUse"],
    ["copilot-cli", "preToolUse"],
  ])("is understood and answered as VS Code's: %s", async (agent, event) => {
    const { desk, asked } = createDesk({ type: "cancel", hookId: "h", reason: "no" });
    const { stdout } = await desk.answer({ agent, event, body: JSON.stringify({ ...payload, hookEventName: "PreToolUse" }) });
    expect(asked[0]).toMatchObject({
      data: { tool_name: "Bash", parameters: { command: "npm test" } },
      options: { metadata: { agent: "vscode", agent_event: "PreToolUse", native_tool_name: "run_in_terminal" } },
    });
    expect(JSON.parse(stdout).hookSpecificOutput).toMatchObject({ hookEventName: "PreToolUse", permissionDecision: "deny" });
  });

  it("has the result where Copilot CLI puts it when it runs such a hook", async () => {
    const { desk, asked } = createDesk({ type: "continue" });
    const result = { tool_result: { result_type: "success", text_result_for_llm: "ok" } };
    await desk.answer({ agent: "vscode", event: "PostToolUse", body: JSON.stringify({ ...payload, ...result }) });
    expect(asked[0]?.data.result).toBe("ok");
  });

  it("is nobody else's where VS Code has no such event", async () => {
    const { desk, records } = createDesk({ type: "continue" });
    const body = JSON.stringify({ timestamp: "2026-07-29T10:00:00Z", sessionId: "1", reason: "complete" });
    await desk.answer({ agent: "copilot-cli", event: "sessionEnd", body });
    expect(records[0]).toMatchObject({ agent: "copilot-cli", event: "sessionEnd" });
  });
});

describe("permission", () => {
  it("is never granted by going on, nor by changing something", async () => {
    for (const agent of AGENTS) {
      for (const [event, payload] of Object.entries(payloadsOf(agent))) {
        const { desk } = createDesk({ type: "continue" });
        const { stdout } = await desk.answer({ agent: agent.name, event, body: JSON.stringify(payload) });
        expect([agent.name, event, judge(agent, event, { exitCode: 0, stderr: "", stdout }).decision]).toEqual([
          agent.name,
          event,
          "continue",
        ]);
      }
    }
  });

  it("is the strictest of what several hooks say, and a cancel is stricter than all of them", async () => {
    const said = (...permissions: string[]) => permissions.map((permission) => ({ hookId: "h", annotations: { permission } }));
    const decide = async (...permissions: string[]): Promise<string> => {
      const { desk, records } = createDesk({ type: "continue", annotations: said(...permissions) });
      await desk.answer({ body: claude("PreToolUse") });
      return records[0]!.effective;
    };
    expect(await decide("allow", "ask")).toBe("ask");
    expect(await decide("deny", "allow")).toBe("deny");
    expect(await decide("allow", "nonsense")).toBe("allow");
    const { desk, records } = createDesk({ type: "cancel", hookId: "h", reason: "no", annotations: said("allow") });
    await desk.answer({ body: claude("PreToolUse") });
    expect(records[0]).toMatchObject({ raw: "cancel", effective: "deny" });
  });
});

describe("what an agent cannot do", () => {
  it("is done in the nearest way, and written down", async () => {
    const ask = {
      type: "continue",
      annotations: [{ hookId: "h", annotations: { permission: "ask", permission_reason: "Sure?" } }],
    } as const;
    const { desk, records } = createDesk(ask);
    const body = JSON.stringify(payloadsOf({ name: "codex" })["PreToolUse"]);
    expect((await desk.answer({ agent: "codex", body })).stdout).toBe(
      '{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"Sure? (OpenAI Codex cannot ask its user here, so this is refused.)"}}',
    );
    expect(records[0]).toMatchObject({ raw: "ask", effective: "deny", downgrades: [{ from: "ask", to: "deny" }] });
  });

  it("puts what was added to a prompt beside it, where the prompt itself cannot be changed", async () => {
    const { desk } = createDesk((_, data) => ({
      type: "modified",
      data: { ...data, prompt: `${String(data.prompt)}\n\nRules.` },
      modifiedBy: ["h"],
    }));
    expect((await desk.answer({ body: claude("UserPromptSubmit") })).stdout).toBe(
      '{"hookSpecificOutput":{"hookEventName":"UserPromptSubmit","additionalContext":"Rules."}}',
    );
  });

  it("names the fields that were changed for nothing", async () => {
    const { desk, records } = createDesk((_, data) => ({
      type: "modified",
      data: { ...data, tool_name: "Read" },
      modifiedBy: ["h"],
    }));
    await desk.answer({ body: claude("PreToolUse") });
    expect(records[0]).toMatchObject({ raw: "modified", lost: ["tool_name"] });
  });

  it("answers with what a component yields that takes the operation's place", async () => {
    const { desk, components } = createDesk({ type: "replace", hookId: "h", result: { type: "replace", component: "dry-run" } });
    components.register("dry-run", { run: ({ parameters }) => ({ would: parameters }) });
    expect((await desk.answer({ body: claude("PreToolUse") })).stdout).toContain(
      'dry-run has the result.\\n{\\"would\\":{\\"command\\":\\"npm test\\"',
    );
  });
});

describe("a gate", () => {
  it("lets reading go on and refuses changing, when the hooks do not answer in time", async () => {
    const clock = new ManualClock();
    const { desk, records } = createDesk(() => new Promise(() => {}), { clock });
    const bash = desk.answer({ body: claude("PreToolUse") });
    const read = desk.answer({ body: claude("PreToolUse", { tool_name: "Read" }) });
    await Promise.resolve();
    clock.advance(ANSWER_WITHIN_MS);
    expect((await bash).stdout).toContain(
      '"permissionDecision":"deny","permissionDecisionReason":"The hooks did not answer in time. This may change something',
    );
    expect((await read).stdout).toBe("{}");
    expect(records.map(({ raw, effective }) => [raw, effective])).toEqual([
      ["timed_out", "deny"],
      ["timed_out", "continue"],
    ]);
  });

  it("waits for a runtime that is loading", async () => {
    const runtime = {
      ready: false,
      run: () => ({ type: "cancel", hookId: "h", reason: "no" }) as const,
      components: createDesk({ type: "continue" }).components,
    };
    const { desk } = createDesk({ type: "continue" }, { runtime });
    const answer = desk.answer({ body: claude("PreToolUse") });
    setTimeout(() => (runtime.ready = true), 30);
    expect((await answer).stdout).toContain('"deny"');
  });

  it.each([
    ["is not JSON", "{", "PreToolUse"],
    ["is no object", "[]", "PreToolUse"],
    ["is too deep", `{"a":${"[".repeat(200)}${"]".repeat(200)}}`, "PreToolUse"],
    ["changes prototypes", '{"__proto__":{}}', "PreToolUse"],
    ["does not name the tool", '{"hook_event_name":"PreToolUse"}', undefined],
  ])("refuses a tool call that %s", async (_, body, event) => {
    const { desk, asked } = createDesk({ type: "continue" });
    expect((await desk.answer({ agent: "claude-code", event, body })).stdout).toContain('"permissionDecision":"deny"');
    expect(asked).toEqual([]);
  });

  it("refuses nothing when it is switched off, not even what it cannot read", async () => {
    const { desk, asked } = createDesk({ type: "cancel", hookId: "h", reason: "no" }, { enabled: false });
    expect((await desk.answer({ body: claude("PreToolUse") })).stdout).toBe("{}");
    expect((await desk.answer({ agent: "cursor", event: "beforeSubmitPrompt", body: "{" })).stdout).toBe('{"continue":true}');
    expect(asked).toEqual([]);
  });

  it("stops the canary of every agent, whatever the scripts say", async () => {
    for (const agent of AGENTS) {
      const event = gateOf(agent);
      const { desk, records } = createDesk({ type: "continue" });
      const body = JSON.stringify(payloadsOf(agent)[event]).replaceAll("npm test", CANARY_COMMAND);
      const answer = await desk.answer({ agent: agent.name, event, body });
      expect(judge(agent, event, answer).decision).toBe("deny");
      expect(records[0]).toMatchObject({ raw: "canary", effective: "deny" });
    }
  });
});

describe("a stop hook", () => {
  const again = { type: "cancel", hookId: "h", reason: "The tests fail." } as const;

  it("sends an agent back a few times in a row, then lets it stop", async () => {
    const { desk, records } = createDesk(again);
    for (let times = 0; times < MOST_TIMES_AGAIN + 1; times += 1)
      await desk.answer({ body: claude("Stop", { stop_hook_active: times > 0 }) });
    expect(records.map(({ effective }) => effective)).toEqual([...Array<string>(MOST_TIMES_AGAIN).fill("again"), "continue"]);
    expect(records.at(-1)?.downgrades).toEqual([{ from: "again", to: "continue" }]);
    await desk.answer({ body: claude("Stop", { stop_hook_active: false }) });
    expect(records.at(-1)?.effective).toBe("again");
  });

  it("counts each conversation for itself, and agents that do not say why they stop", async () => {
    const { desk, records } = createDesk(again);
    const body = (id: string): string => JSON.stringify({ hook_event_name: "Stop", session_id: id });
    for (let times = 0; times < MOST_TIMES_AGAIN; times += 1) await desk.answer({ agent: "codex", body: body("a") });
    await desk.answer({ agent: "codex", body: body("b") });
    await desk.answer({ agent: "codex", body: body("a") });
    expect(records.slice(-2).map(({ effective }) => effective)).toEqual(["again", "continue"]);
  });

  it("believes an agent that counts for itself", async () => {
    const { desk, records } = createDesk(again);
    const payload = payloadsOf({ name: "cursor" })["stop"]!;
    await desk.answer({ agent: "cursor", body: JSON.stringify({ ...payload, loop_count: 5 }) });
    expect(records[0]?.effective).toBe("continue");
  });
});

describe("an event nobody knows", () => {
  it("is an error that names the events there are", async () => {
    const { desk } = createDesk({ type: "continue" });
    await expect(desk.answer({ agent: "codex", body: '{"hook_event_name":"PreToolUze"}' })).rejects.toMatchObject({
      code: "AGENT_EVENT_UNKNOWN",
      message: expect.stringMatching(/"PreToolUze" of OpenAI Codex; it has PreToolUse.*Did you mean/),
    });
    await expect(desk.answer({ agent: "codeks", body: "{}" })).rejects.toMatchObject({ code: "AGENT_UNKNOWN" });
    await expect(desk.answer({ body: "nonsense" })).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("any verdict", () => {
  it("is understood by the agent as it was meant, whatever hooks say", async () => {
    const text = fc.oneof(fc.constant(""), fc.string({ maxLength: 8 }));
    const annotations = fc.record(
      { permission: fc.constantFrom("allow", "ask", "deny"), additional_context: text, system_message: text },
      { requiredKeys: [] },
    );
    const agents = fc
      .constantFrom(...AGENTS)
      .chain((agent) => fc.tuple(fc.constant(agent), fc.constantFrom(...Object.keys(agent.events))));
    await fc.assert(
      fc.asyncProperty(agents, annotations, fc.boolean(), text, async ([agent, event], given, cancels, reason) => {
        const outcome = cancels ? ({ type: "cancel", hookId: "h", reason } as const) : ({ type: "continue" } as const);
        const { desk, records } = createDesk({ ...outcome, annotations: [{ hookId: "h", annotations: given }] });
        const answer = await desk.answer({ agent: agent.name, event, body: JSON.stringify(payloadsOf(agent)[event]) });
        const heard = judge(agent, event, answer);
        expect(heard.rejected).toBeUndefined();
        expect(heard.decision).toBe(records[0]!.effective);
      }),
      { numRuns: 400 },
    );
  });

  it("decodes every payload without an error, whatever is left out of it", () => {
    for (const agent of AGENTS) {
      for (const [event, payload] of Object.entries(payloadsOf(agent))) {
        for (const key of Object.keys(payload)) {
          const { [key]: _, ...rest } = payload;
          expect(decodeCall(agent, rest, event).eventName).toBe(event);
        }
      }
    }
  });
});
