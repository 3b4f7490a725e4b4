// What the README shows is run as it stands there.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRuntime, type Runtime } from "../../src/index.ts";
import { createRecordingLogger } from "../support/recording-logger.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf } from "./guide-examples.ts";
import { runProgram } from "./guide-programs.ts";
import { PATIENT } from "../support/patient.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Text of the first block of a language. */
const block = (language: string): string => blocksOf(readme, language)[0]!;

describe("the three scripts on the README's first screen", () => {
  let folder: TemporaryFolder;
  let runtime: Runtime;

  beforeAll(async () => {
    const scripts = ["lua", "js", "python"].map(block);
    const named = scripts.map((script) => [/^(?:--|\/\/|#) hooks\/(\S+)/.exec(script)![1]!, script]);
    folder = createTemporaryFolder(Object.fromEntries(named));
    runtime = await createRuntime({ limits: PATIENT, scriptsDir: folder.path, watch: false, logger: createRecordingLogger() });
  });
  afterAll(async () => {
    await runtime.close();
    folder.dispose();
  });

  test("load", () => {
    expect(runtime.scripts().map(({ id, status }) => [id, status.kind])).toEqual([
      ["no-push.js", "serving"],
      ["no-push.lua", "serving"],
      ["no-push.py", "serving"],
    ]);
  });

  test("stop a push and let the rest happen", async () => {
    const run = (command: string) => runtime.run("BeforeToolExecution", { tool_name: "Bash", parameters: { command } });
    const said: unknown[] = [];
    for (const id of runtime.hookNames()) {
      said.push([id, await run("git push origin main")]);
      expect(await run("git status")).toEqual({ type: "continue" });
      runtime.unregister(id);
    }
    expect(said).toEqual(
      ["no-push.js#1", "no-push.lua#1", "no-push.py#1"].map((hookId) => [
        hookId,
        { type: "cancel", hookId, reason: "ask before pushing" },
      ]),
    );
  });
});

test("the program that embeds the runtime works", async () => {
  const folder = createTemporaryFolder({ "hooks/guard.js": block("js") });
  const program = block("ts").replace('"hooks"', JSON.stringify(join(folder.path, "hooks")));
  const executed: unknown[] = [];
  const said = await runProgram(program, { execute: (call: unknown) => executed.push(call) });
  folder.dispose();
  expect(executed).toEqual([{ tool_name: "Bash", parameters: { command: "git status" } }]);
  expect(said).toContainEqual(["about to run", "Bash"]);
});

test("the first screen says what it is, and has the three scripts and the two commands", () => {
  const firstScreen = readme.slice(0, readme.indexOf("\n## "));
  for (const language of ["lua", "js", "python"]) expect(firstScreen).toContain(`\`\`\`${language}\n`);
  expect(firstScreen).toMatch(/^npm start .*\nnpm test /m);
  // The scripts stand beside each other, so the longest counts.
  const scripts = [...firstScreen.matchAll(/```\w+\n([^]*?)```/g)].map(([, text]) => text!.split("\n").length);
  const around = firstScreen.replace(/<table>[^]*<\/table>/, "").split("\n").length;
  expect(Math.max(...scripts) + around).toBeLessThan(35);
});

test("the README links to every guide", () => {
  const guides = readdirSync(new URL("../../docs/guide/", import.meta.url));
  expect(guides.filter((guide) => !readme.includes(`](docs/guide/${guide})`))).toEqual([]);
});
