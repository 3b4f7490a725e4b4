// Compositions in the config: what is said about wrong ones, and that those of the guide work.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openRuntime } from "../../../src/cli/open-runtime.ts";
import { results } from "../../../src/index.ts";
import { loadConfig } from "../../../src/runtime/config/load-config.ts";
import { createRecordingLogger } from "../../support/recording-logger.ts";
import { folderWith, mistakesIn } from "./config-setup.ts";

const COMPLETE = '[compositions.guard]\npoint = "acme:deploy"\nkind = "vote"\nhooks = ["a", "b"]\n';

describe("a wrong composition in the config", () => {
  it.each([
    [
      "[compositions.guard]",
      "hookloom.toml:1:15: compositions.guard.point is missing. It must be the name of a hook point.\n" +
        'hookloom.toml:1:15: compositions.guard.kind is missing. It must be "sequence", "parallel", "first_match" or "vote".\n' +
        "hookloom.toml:1:15: compositions.guard.hooks is missing. It must be a list of ids of hooks, globs of them, scripts, or other compositions.",
    ],
    [
      COMPLETE.replace("vote", "votes"),
      'hookloom.toml:3:1: compositions.guard.kind must be "sequence", "parallel", "first_match" or "vote", not "votes".',
    ],
    [
      COMPLETE.replace("acme:deploy", "BeforeToolExecute"),
      'hookloom.toml:2:1: The composition guard stands at "BeforeToolExecute", which is no hook point. Did you mean "BeforeToolExecution"?',
    ],
    [COMPLETE.replace('"a"', '"guard"'), "hookloom.toml:4:1: The composition guard contains itself: guard names guard."],
    [
      `${COMPLETE}phase = "observe"`,
      'hookloom.toml:5:1: compositions.guard.phase must be "validate", "authorize" or "transform", not "observe".',
    ],
  ])("is told with its place: %j", (text, expected) => {
    expect(mistakesIn(text).join("\n")).toBe(expected);
  });

  it("may stand at a point that is declared", () => {
    const text = `[points]\ndeclared = ["Deploy"]\n${COMPLETE.replace("acme:deploy", "Deploy")}`;
    const { compositions } = loadConfig({ cwd: folderWith({ "hookloom.toml": text }), env: {} });
    expect(compositions).toEqual({ guard: { point: "Deploy", kind: "vote", hooks: ["a", "b"] } });
  });
});

describe("the compositions of the guide", () => {
  const guide = readFileSync(new URL("../../../docs/guide/compositions.md", import.meta.url), "utf8");
  const toml = /```toml\n([^]*?)```/.exec(guide)![1]!;
  const logger = createRecordingLogger();
  const cancels = (what: string) =>
    `import { on, cancel } from "hookloom"; on("BeforeToolExecution", (ctx) => ctx.data.parameters.command.includes("${what}") ? cancel("${what}") : undefined);`;
  const files = {
    "hookloom.toml": toml,
    "hooks/shell.js": cancels("sudo"),
    "hooks/paths.lua": `local h = require "hookloom"
h.on("BeforeToolExecution", function(ctx) if ctx.data.parameters.command:find("/etc") then return h.cancel("/etc") end end)`,
    "hooks/allowed.js": `import { on, modified } from "hookloom";
on("BeforeToolExecution", (ctx) => ctx.data.parameters.command.startsWith("ls") ? modified({ allowed: true }) : undefined);`,
  };

  it("have hooks of scripts and of the host answer as one", async () => {
    const config = loadConfig({ cwd: folderWith(files), env: {} });
    await using runtime = await openRuntime(config, {
      watch: false,
      logger,
      prepare: async (prepared) =>
        void prepared.register("BeforeToolExecution", () => results.cancel("too dear"), { id: "budget" }),
    });
    const ask = (command: string) => runtime.run("BeforeToolExecution", { tool_name: "Bash", parameters: { command } });
    expect(await ask("make")).toMatchObject({ type: "continue" });
    expect(await ask("sudo make")).toMatchObject({
      type: "cancel",
      hookId: "commands",
      reason: "2 of 3 are against it: shell.js#1: sudo; budget: too dear",
    });
    expect(await ask("ls /etc; sudo rm")).toMatchObject({ type: "modified" });
    expect(runtime.hooks().map((hook) => [hook.id, ...runtime.compositions.of(hook)])).toContainEqual(["budget", "commands"]);
    runtime.switches.disable("commands");
    expect(await ask("make")).toMatchObject({ type: "cancel", hookId: "budget" });
    runtime.compositions.replace({});
    expect(runtime.hookNames()).not.toContain("guard");
  });

  it("are refused with a name that nothing has, and bear with a script that is broken", async () => {
    const broken = { ...files, "hooks/shell.js": "import {", "hooks/paths.lua": "x x" };
    const config = loadConfig({ cwd: folderWith(broken), env: {} });
    await expect(openRuntime(config, { watch: false, logger, trial: false })).rejects.toMatchObject({
      code: "COMPOSITION_INVALID",
      message: 'The composition commands names "budget", and no hook at its point is called so.',
    });
  });
});
