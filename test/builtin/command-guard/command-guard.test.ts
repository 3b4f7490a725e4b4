// The command guard in a runtime: which operations it stops, which it asks about, and what it tells.

import { afterEach, describe, expect, it } from "vitest";
import { createRuntime, HookloomError, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

let runtime: Runtime | undefined;

afterEach(async () => {
  await runtime?.close();
  runtime = undefined;
});

type Settings = NonNullable<RuntimeOptions["builtin"]>["commandGuard"];

async function start(settings: Settings = {}): Promise<Runtime> {
  runtime = await createRuntime({ logger: createRecordingLogger(), builtin: { commandGuard: { enabled: true, ...settings } } });
  return runtime;
}

const call = (command: unknown, tool = "Bash") => ({ tool_name: tool, parameters: { command } as JsonObject });
const ask = (command: unknown): unknown => runtime!.run("BeforeToolExecution", call(command));

describe("the command guard", () => {
  it("cancels what is dangerous, and says which part is, why, and by which rule", async () => {
    await start();
    expect(ask("ls; git push --force origin main")).toEqual({
      type: "cancel",
      hookId: "builtin/command_guard#BeforeToolExecution",
      reason: "The command guard says HIGH: `git push --force origin main` overwrites history on a server (rule git-push-force).",
    });
  });

  it("lets what is harmless pass without a word, and tools that run no command", async () => {
    await start();
    expect(ask("rm -rf ./build")).toEqual({ type: "continue" });
    expect(runtime!.run("BeforeToolExecution", { tool_name: "Write", parameters: { content: "rm -rf /" } })).toEqual({
      type: "continue",
    });
  });

  it("has the user asked about what is between", async () => {
    await start();
    expect(ask("npm publish")).toMatchObject({
      type: "continue",
      annotations: [{ annotations: { permission: "ask", permission_reason: expect.stringContaining("MEDIUM") } }],
    });
  });

  it("takes a list for a program with its arguments, which no shell takes apart", async () => {
    await start();
    expect(ask(["bash", "-lc", "rm -rf ~"])).toMatchObject({ type: "cancel" });
    expect(ask(["echo", "; rm -rf ~"])).toEqual({ type: "continue" });
  });

  it("follows its settings: thresholds, fields, points, allowed commands and rules of the user", async () => {
    await start({
      cancelAt: "CRITICAL",
      askAt: "never",
      points: ["acme:run"],
      fields: ["steps.*.run"],
      allow: ["mkfs.ext4 /dev/loop7"],
      rules: [{ id: "deploys", risk: "CRITICAL", programs: ["deploy"], why: "deploys" }],
    });
    const run = (...commands: string[]): unknown =>
      runtime!.run("acme:run", { steps: commands.map((command) => ({ run: command })) });
    expect(run("git push --force")).toEqual({ type: "continue" });
    expect(run("mkfs.ext4 /dev/loop7")).toEqual({ type: "continue" });
    expect(run("ls", "deploy now")).toMatchObject({ type: "cancel", reason: expect.stringContaining("(rule deploys)") });
    expect(ask("rm -rf /")).toEqual({ type: "continue" });
  });

  it("tells what it did as an event and at the point for violations", async () => {
    await start();
    const events: JsonObject[] = [];
    const violations: JsonObject[] = [];
    runtime!.subscribe("security.violation", ({ data }) => void events.push(data));
    runtime!.register("SecurityViolation", ({ data }) => void violations.push(data), { phase: "observe" });
    await runtime!.run("BeforeToolExecution", { ...call("rm -rf /"), user_id: "ada" });
    await runtime!.drain();
    const reason =
      "The command guard says CRITICAL: `rm -rf /` deletes the root, a home or a folder of the system (rule delete-everything).";
    const told = { violation_type: "command_injection", action: "block", reason, user_id: "ada" };
    expect(violations).toEqual([told]);
    expect(events).toEqual([
      { ...told, hook_point: "BeforeToolExecution", risk: "CRITICAL", rule: "delete-everything", part: "rm -rf /" },
    ]);
  });

  it("only tells in audit mode", async () => {
    await start({ auditMode: true });
    const actions: unknown[] = [];
    runtime!.subscribe("security.violation", ({ data }) => void actions.push(data.action));
    expect(ask("rm -rf /")).toEqual({ type: "continue" });
    await runtime!.drain();
    expect(actions).toEqual(["warn"]);
  });

  it("cancels when it fails itself", async () => {
    await start();
    const parameters = {
      get command(): string {
        throw new Error("out of order");
      },
    };
    expect(await runtime!.run("BeforeToolExecution", { tool_name: "Bash", parameters })).toMatchObject({ type: "cancel" });
  });

  it("refuses a rule whose expression is none", async () => {
    const rules = [{ id: "x", risk: "HIGH" as const, programs: ["x"], word: "(" }];
    await expect(start({ rules })).rejects.toThrow(HookloomError);
  });
});
