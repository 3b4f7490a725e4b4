// A text in the place of a patch changes the content itself.

import { describe, expect, it } from "vitest";
import { createRuntime, results, type HookOutcome } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";

async function change(
  point: string,
  data: object,
  text: string,
  asName = point,
): Promise<{ outcome: HookOutcome; errors: string[] }> {
  const logger = createRecordingLogger();
  await using runtime = await createRuntime({ logger, points: ["BeforeDeploy"] });
  runtime.register(asName, () => results.modified(text), { id: "hook" });
  const outcome = await runtime.run(point, data as Record<string, never>);
  return { outcome, errors: logger.lines.filter(({ level }) => level === "error").map(({ message }) => message) };
}

describe("a change that is a text", () => {
  it("replaces the content of a message", async () => {
    const { outcome } = await change("beforeInbound", { user_id: "u", channel: "web", content: "hello" }, "goodbye");
    expect(outcome).toMatchObject({ type: "modified", data: { content: "goodbye", channel: "web" } });
  });

  it("is merged as JSON into the parameters of a tool, also of a hook with another system's names", async () => {
    const call = { tool_name: "Bash", parameters: { command: "ls" } };
    for (const name of ["BeforeToolExecution", "PreToolUse"]) {
      const { outcome } = await change("BeforeToolExecution", call, '{"command":"pwd"}', name);
      expect(outcome).toMatchObject({ data: { tool_name: "Bash", parameters: { command: "pwd" } } });
    }
  });

  it("fails the hook where it cannot be the content, which says why", async () => {
    const call = { tool_name: "Bash", parameters: { command: "ls" } };
    const failures = [
      await change("BeforeToolExecution", call, "not json"),
      await change("BeforeToolExecution", call, "[1]"),
      await change("acme:deploy", {}, "text"),
    ];
    expect(failures.map(({ outcome }) => outcome.type)).toEqual(["continue", "continue", "continue"]);
    expect(failures.map(({ errors }) => errors[0])).toEqual([
      expect.stringContaining('the field "parameters" of BeforeToolExecution takes JSON, which the text is not'),
      expect.stringContaining('changed the field "parameters" of BeforeToolExecution to what it cannot be'),
      expect.stringContaining("acme:deploy has no content that a text could replace"),
    ]);
  });
});
