// What the guide to the command guard shows is so.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assessCommand, createRuntime } from "../../src/index.ts";
import { loadConfig } from "../../src/runtime/config/load-config.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf, filesOf } from "./guide-examples.ts";
import { runProgram } from "./guide-programs.ts";
import { PATIENT } from "../support/patient.ts";

const guide = readFileSync(new URL("../../docs/guide/command-guard.md", import.meta.url), "utf8");
const rows = [...guide.matchAll(/^\| `(.*?)` \| ([A-Z]+) \| `([\w-]+)` \|$/gm)].map(
  ([, command, risk, rule]) => [command!.replaceAll("\\|", "|"), risk!, rule!] as const,
);
const files = filesOf(guide);

describe("the guide to the command guard", () => {
  it("has tables of commands", () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each(rows)("says of %s what the guard says", (command, risk, rule) => {
    expect(assessCommand(command)).toMatchObject({ risk, rule });
  });

  it("shows a configuration that is accepted", () => {
    const folder = createTemporaryFolder({ "hookloom.toml": blocksOf(guide, "toml")[0]! });
    const { builtin } = loadConfig({ file: join(folder.path, "hookloom.toml"), cwd: folder.path, env: {} });
    folder.dispose();
    expect(builtin.commandGuard).toMatchObject({ enabled: true, cancelAt: "HIGH", rules: [{ id: "deploys", word: "^prod" }] });
  });

  it("shows a script that stops what it says", async () => {
    const folder = createTemporaryFolder({ "no-surprises.js": files["hooks/no-surprises.js"]! });
    const runtime = await createRuntime({
      limits: PATIENT,
      scriptsDir: folder.path,
      watch: false,
      logger: createRecordingLogger(),
    });
    const run = (command: string): unknown => runtime.run("BeforeToolExecution", { tool_name: "Bash", parameters: { command } });
    expect(await run("git reset --hard")).toMatchObject({
      type: "cancel",
      reason: "not here: it discards changes that are nowhere else",
    });
    expect(await run("git status")).toEqual({ type: "continue" });
    await runtime.close();
    folder.dispose();
  });

  it("shows a script that the guard asks", async () => {
    using folder = createTemporaryFolder({ "freeze.js": files["hooks/freeze.js"]! });
    const builtin = { commandGuard: { enabled: true } };
    await using runtime = await createRuntime({
      limits: PATIENT,
      scriptsDir: folder.path,
      watch: false,
      logger: createRecordingLogger(),
      builtin,
    });
    const push = (): unknown => runtime.run("BeforeToolExecution", { tool_name: "Bash", parameters: { command: "git push" } });
    expect(await push()).toEqual({ type: "continue" });
    await runtime.run("SessionStart", { session_id: "s", source: "startup" });
    await runtime.drain();
    expect(await push()).toMatchObject({
      type: "cancel",
      reason: expect.stringContaining("changes what is frozen for the release"),
    });
  });

  it("shows a program that prints what it says", async () => {
    const program = blocksOf(guide, "ts")[0]!;
    const printed = await runProgram(program);
    expect(printed).toEqual([["CRITICAL", "delete-everything", { text: "rm -rf ~", start: 4, end: 12 }]]);
    expect(program).toContain('// CRITICAL delete-everything { text: "rm -rf ~", start: 4, end: 12 }');
  });
});
