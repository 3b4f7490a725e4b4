import { describe, expect, it } from "vitest";
import { createMatcher, findObstacle, LONGEST_MS, timeoutOf } from "../../../src/agents/commands/command-rules.ts";
import { readAnswer } from "../../../src/agents/commands/read-answer.ts";

const data = { tool_name: "Bash", parameters: { command: "npm test" }, result: "secret" };
const ended = (stdout: string | object, exitCode = 0, stderr = ""): Parameters<typeof readAnswer>[1] => ({
  stdout: typeof stdout === "string" ? stdout : JSON.stringify(stdout),
  stderr,
  exitCode,
});
const said = (event: string, inside: object, more: object = {}): ReturnType<typeof readAnswer> =>
  readAnswer(event, ended({ ...more, hookSpecificOutput: { hookEventName: event, ...inside } }), data);

describe("what a command says", () => {
  it("is nothing when it ends well and silently, or with words that only the debug log is for", () => {
    expect(readAnswer("PreToolUse", ended(""), data)).toBeUndefined();
    expect(readAnswer("PreToolUse", ended("checked 3 files\n"), data)).toBeUndefined();
    expect(readAnswer("PreToolUse", ended("{}"), data)).toBeUndefined();
  });

  it("blocks by exit code 2 with standard error, or a reason in JSON, even beside an allowing answer", () => {
    expect(readAnswer("PreToolUse", ended("", 2, "no pushing\n"), data)).toEqual({ type: "cancel", reason: "no pushing" });
    expect(readAnswer("PreToolUse", ended({ decision: "block", reason: "in JSON" }, 2, "x"), data)).toEqual({
      type: "cancel",
      reason: "in JSON",
    });
    const allows = { hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "allow" } };
    expect(readAnswer("PreToolUse", ended(allows, 2, "no"), data)).toEqual({ type: "cancel", reason: "no" });
    expect(readAnswer("Stop", ended("", 2, "tests fail"), data)).toEqual({ type: "cancel", reason: "tests fail" });
  });

  it("is told to the model where nothing can be blocked any more", () => {
    const told = { type: "continue", annotations: { additional_context: "format it" } };
    expect(readAnswer("PostToolUse", ended("", 2, "format it"), data)).toEqual(told);
    expect(readAnswer("PostToolUse", ended({ decision: "block", reason: "format it" }), data)).toEqual(told);
  });

  it("does not refuse a permission by exit code 2, as the agent would not", () => {
    expect(() => readAnswer("PermissionRequest", ended("", 2, "no"), data)).toThrow(/exit code 2/);
  });

  it("is a failure when it ends with another code and no answer, and the answer when there is one", () => {
    expect(() => readAnswer("PreToolUse", ended("", 1, "jq: not found"), data)).toThrow(
      expect.objectContaining({ code: "AGENT_COMMAND_FAILED", message: expect.stringContaining("jq: not found") }),
    );
    expect(readAnswer("PreToolUse", ended({ decision: "block", reason: "no" }, 1), data)).toMatchObject({ type: "cancel" });
    expect(() => readAnswer("PreToolUse", ended('{"broken', 1), data)).toThrow(/exit code 1/);
  });

  it("refuses, asks, allows, and never allows by saying nothing", () => {
    expect(said("PreToolUse", { permissionDecision: "deny", permissionDecisionReason: "no" })).toEqual({
      type: "cancel",
      reason: "no",
    });
    expect(said("PreToolUse", { permissionDecision: "ask", permissionDecisionReason: "Sure?" })).toEqual({
      type: "continue",
      annotations: { permission: "ask", permission_reason: "Sure?" },
    });
    expect(said("PreToolUse", { permissionDecision: "allow" })).toEqual({
      type: "continue",
      annotations: { permission: "allow" },
    });
    expect(said("PreToolUse", { permissionDecision: "defer" })).toBeUndefined();
    expect(said("PermissionRequest", { decision: { behavior: "deny", message: "no" } })).toEqual({
      type: "cancel",
      reason: "no",
    });
    expect(said("PermissionRequest", { decision: { behavior: "allow" } })).toMatchObject({
      annotations: { permission: "allow" },
    });
  });

  it("changes arguments and results, and ends an agent that goes on", () => {
    expect(said("PreToolUse", { updatedInput: { command: "npm run fast" } })).toEqual({
      type: "modified",
      data: { ...data, parameters: { command: "npm run fast" } },
    });
    expect(said("PostToolUse", { updatedToolOutput: "[redacted]" })).toEqual({
      type: "modified",
      data: { ...data, result: "[redacted]" },
    });
    expect(readAnswer("PreToolUse", ended({ continue: false, stopReason: "enough" }), data)).toEqual({
      type: "cancel",
      reason: "enough",
    });
    expect(readAnswer("Stop", ended({ continue: false }), data)).toBeUndefined();
  });

  it("tells the model and the user, as plain text where the agent takes that", () => {
    expect(said("SessionStart", { additionalContext: "Rules." }, { systemMessage: "Hello" })).toEqual({
      type: "continue",
      annotations: { additional_context: "Rules.", system_message: "Hello" },
    });
    expect(readAnswer("UserPromptSubmit", ended("It is Monday.\n"), data)).toEqual({
      type: "continue",
      annotations: { additional_context: "It is Monday." },
    });
  });
});

describe("a matcher", () => {
  it.each([
    [undefined, "Bash", true],
    ["*", "Bash", true],
    ["Edit|Write", "Write", true],
    ["Edit, Write", "Write", true],
    ["Edit", "MultiEdit", false],
    ["mcp__.*", "mcp__github__push", true],
    ["Edit.?", "MultiEdit", true],
    ["^Edit$", "MultiEdit", false],
  ])("%s asks about %s: %s", (matcher, tool, asks) => {
    expect(createMatcher("PreToolUse", matcher)({ tool_name: tool })).toBe(asks);
  });

  it("is about the source, reason or type where an event has no tool", () => {
    expect(createMatcher("SessionStart", "startup|resume")({ source: "resume" })).toBe(true);
    expect(createMatcher("Notification", "idle_prompt")({ notification_type: "other" })).toBe(false);
  });
});

describe("a handler", () => {
  it.each([
    [{ type: "http", url: "http://x" }, undefined, /no command/],
    [{ type: "command", command: "x", async: true }, undefined, /"async"/],
    [{ type: "command", command: "x", if: "Bash(git *)" }, undefined, /"if"/],
    [{ type: "command", command: "x", shell: "powershell" }, undefined, /PowerShell/],
    [{ type: "command", command: "x" }, "(?=Bash).*", /its matcher is no regular expression/],
  ])("stays where it is when only the agent can do it: %j", (handler, matcher, why) => {
    expect(findObstacle(handler, matcher)).toMatch(why);
  });

  it("moves when it is a command, with its time-out in seconds up to what leaves us time to answer", () => {
    expect(findObstacle({ type: "command", command: "x", timeout: 5 }, "Bash")).toBeUndefined();
    expect(timeoutOf({ timeout: 5 })).toBe(5000);
    expect(timeoutOf({ timeout: 600 })).toBe(LONGEST_MS);
    expect(timeoutOf({})).toBe(LONGEST_MS);
  });
});
