// What the guide to testing shows is so: its scripts and tests are run, and so is its program.

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runHookloom } from "../cli/hookloom.ts";
import { createTemporaryFolder } from "../support/temporary-folder.ts";
import { blocksOf, filesOf } from "./guide-examples.ts";
import { runProgram } from "./guide-programs.ts";

const guide = readFileSync(new URL("../../docs/guide/testing.md", import.meta.url), "utf8");

it("the tests of the guide run as it shows", async () => {
  const files = { ...filesOf(guide), "hooks/guard.test.json": blocksOf(guide, "json")[0]! };
  expect(Object.keys(files)).toHaveLength(5);
  using project = createTemporaryFolder(files);
  const { stdout, stderr, code } = await runHookloom(project.path, ["test"]);
  expect({ stdout, code }, stderr).toEqual({ stdout: /\$ npx hookloom test\n([^]*?)```/.exec(guide)![1], code: 0 });
}, 60_000);

it("the program of the guide holds, and prints the events", async () => {
  const printed = (await runProgram(blocksOf(guide, "ts")[0]!)).flat();
  expect(printed).toEqual([["hook.cancelled", "hook.executed"]]);
});
