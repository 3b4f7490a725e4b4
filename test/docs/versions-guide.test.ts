// What the guide to versions shows is so: its scripts take over the state of the version before, in each language.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRuntime, type Runtime } from "../../src/index.ts";
import { createTemporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { filesOf } from "./guide-examples.ts";

const guide = readFileSync(new URL("../../docs/guide/versions.md", import.meta.url), "utf8");
const FIRST: Readonly<Record<string, string>> = {
  "spend.js": 'import { on, state } from "hookloom"; on("test:spend", () => state.set("total", 499));',
  "spend.lua": 'local h = require "hookloom" h.on("test:spend", function() h.state.set("total", 499) end)',
  "spend.py": `from hookloom import on, state
@on("test:spend")
async def spend(ctx):
    await state.set("total", 499)`,
};

let folder: TemporaryFolder;
let runtime: Runtime;
beforeAll(async () => {
  folder = createTemporaryFolder();
  runtime = await createRuntime({ scriptsDir: folder.path, watch: false, limits: { timeoutMs: 2000 } });
});
afterAll(async () => {
  await runtime.close();
  folder.dispose();
});

it.each(Object.keys(FIRST))("%s migrates what it had spent", async (file) => {
  folder.write(file, FIRST[file]!);
  await runtime.reload();
  await runtime.run("test:spend", {});
  folder.write(file, filesOf(guide)[file]!);
  await runtime.reload();
  const spend = (cost_cents: number) => runtime.run("BeforeToolExecution", { tool_name: "Buy", parameters: { cost_cents } });
  expect(await spend(100)).toMatchObject({ type: "continue" });
  expect(await spend(50)).toMatchObject({ type: "cancel", reason: "500.5 dollars were spent" });
  folder.remove(file);
  await runtime.reload();
});
