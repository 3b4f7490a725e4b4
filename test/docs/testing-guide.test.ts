// What the guide to testing shows is so: its scripts and tests are run, and so is its program.

import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, it } from "vitest";
import { results } from "../../src/index.ts";
import * as testing from "../../src/testing/index.ts";
import { runHookloom, temporaryProject } from "../cli/hookloom.ts";

const guide = readFileSync(new URL("../../docs/guide/testing.md", import.meta.url), "utf8");

it("the tests of the guide run as it shows", async () => {
  const files: Record<string, string> = {};
  for (const [, text, path] of guide.matchAll(/```\w+\n((?:\/\/|--|#) (\S+)\n[^]*?)```/g)) files[path!] = text!;
  files["hooks/guard.test.json"] = /```json\n([^]*?)```/.exec(guide)![1]!;
  expect(Object.keys(files)).toHaveLength(5);
  using project = temporaryProject(files);
  const { stdout, stderr, code } = await runHookloom(project.path, ["test"]);
  expect({ stdout, code }, stderr).toEqual({ stdout: /\$ npx hookloom test\n([^]*?)```/.exec(guide)![1], code: 0 });
}, 60_000);

it("the program of the guide holds, and prints the events", async () => {
  const program = stripTypeScriptTypes(/```ts\n([^]*?)```/.exec(guide)![1]!).replaceAll(/^import .*$/gm, "");
  const printed: unknown[] = [];
  const names = ["assertHookResult", "contextFor", "createHarness", "results", "console"];
  const values = [
    testing.assertHookResult,
    testing.contextFor,
    testing.createHarness,
    results,
    { log: (value: unknown) => void printed.push(value) },
  ];
  // oxlint-disable-next-line no-new-func
  const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction(...names, program)(...values);
  expect(printed).toEqual([["hook.cancelled", "hook.executed"]]);
});
