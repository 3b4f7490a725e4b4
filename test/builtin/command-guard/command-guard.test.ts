// The command guard in a runtime: which operations it stops, which it asks about, and what it tells.

import { afterEach, describe, expect, it } from "vitest";
import { createRuntime, HookloomError, results, type JsonObject, type Runtime, type RuntimeOptions } from "../../../src/index.ts";
import { createTemporaryFolder } from "../../support/temporary-folder.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";

let runtime: Runtime | undefined;

/** Each judges commands that begin with the name of its language. */
const VALIDATORS = {
  "guard.js": `import { on, cancel, modified, sleep } from "hookloom";
on("CommandAssessment", { match: { command: { glob: "js *" } } }, async ({ data }) => {
  await sleep(1);
  const word = data.command.split(" ")[1];
  if (word === "refused") return cancel("no");
  if (word === "raised") return modified({ risk: "MEDIUM" });
  if (word === "broken") throw new Error("broken on purpose");
  if (word === "nonsense") return modified({ risk: "BAD" });
});`,
  "guard.lua": `local h = require("hookloom")
h.on("CommandAssessment", { match = { command = { glob = "lua *" } } }, function(ctx)
  h.sleep(1)
  local word = ctx.data.command:match(" (.*)")
  if word == "refused" then return h.cancel("no") end
  if word == "raised" then return h.modified({ risk = "MEDIUM" }) end
  if word == "broken" then error("broken on purpose") end
  if word == "nonsense" then return h.modified({ risk = "BAD" }) end
end)`,
  "guard.py": `from hookloom import on, cancel, modified, sleep

@on("CommandAssessment", match={"command": {"glob": "py *"}})
async def judge(ctx):
    await sleep(1)
    word = ctx.data["command"].split(" ")[1]
    if word == "refused":
        return cancel("no")
    if word == "raised":
        return modified({"risk": "MEDIUM"})
    if word == "broken":
        raise ValueError("broken on purpose")
    if word == "nonsense":
        return modified({"risk": "BAD"})
`,
};

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

  describe("asks hooks at CommandAssessment", () => {
    it("which raise the risk of a command, each after the other, and never lower it", async () => {
      await start();
      const seen: unknown[] = [];
      runtime!.register("CommandAssessment", ({ data }) => {
        seen.push(data);
        return data.command === "deploy"
          ? results.modified({ risk: "MEDIUM", why: "deploys" })
          : results.modified({ risk: "SAFE" });
      });
      runtime!.register(
        "CommandAssessment",
        async ({ data }) => {
          return data.risk === "MEDIUM" && data.command === "deploy" ? results.modified({ risk: "HIGH" }) : undefined;
        },
        { id: "second" },
      );
      const reason = "The command guard says HIGH: `deploy` deploys (rule second).";
      expect(await runtime!.run("BeforeToolExecution", { ...call("deploy"), user_id: "ada" })).toMatchObject({
        type: "cancel",
        reason,
      });
      expect(seen).toEqual([
        {
          hook_point: "BeforeToolExecution",
          tool_name: "Bash",
          user_id: "ada",
          command: "deploy",
          risk: "SAFE",
          rule: "none",
          why: "no rule applies",
          part: { text: "", start: 0, end: 0 },
        },
      ]);
      expect(await ask("git push --force")).toMatchObject({
        type: "cancel",
        reason: expect.stringContaining("(rule git-push-force)"),
      });
    });

    it.each(["SAFE", "LOW", "MEDIUM"])("of which one that says %s takes back nothing that another said", async (risk) => {
      await start();
      runtime!.register("CommandAssessment", () => results.modified({ risk: "HIGH", why: "deploys" }), { id: "first" });
      runtime!.register("CommandAssessment", () => results.modified({ risk, why: "is fine" }));
      expect(await ask("deploy")).toMatchObject({
        type: "cancel",
        reason: "The command guard says HIGH: `deploy` deploys (rule first).",
      });
    });

    it("but not one that is in the shadow", async () => {
      await start();
      runtime!.register("CommandAssessment", () => results.modified({ risk: "HIGH" }), { shadow: true });
      expect(await ask("deploy")).toEqual({ type: "continue" });
    });

    it("whose refusal, failure and nonsense deny, in every language", async () => {
      await using folder = createTemporaryFolder(VALIDATORS);
      runtime = await createRuntime({
        logger: createRecordingLogger(),
        scriptsDir: folder.path,
        watch: false,
        builtin: { commandGuard: { enabled: true } },
      });
      for (const language of ["js", "lua", "py"]) {
        expect(await ask(`${language} refused`), language).toMatchObject({
          reason: `The command guard says CRITICAL: \`${language} refused\` was refused: no (rule guard.${language}#1).`,
        });
        expect(await ask(`${language} raised`), language).toMatchObject({
          annotations: [{ annotations: { permission: "ask" } }],
        });
        expect(await ask(`${language} broken`), language).toMatchObject({ type: "cancel" });
        expect(await ask(`${language} nonsense`), language).toMatchObject({ type: "cancel" });
        expect(await ask(`${language} fine`), language).toEqual({ type: "continue" });
      }
    });
  });

  it("refuses a rule whose expression is none", async () => {
    const rules = [{ id: "x", risk: "HIGH" as const, programs: ["x"], word: "(" }];
    await expect(start({ rules })).rejects.toThrow(HookloomError);
  });
});
