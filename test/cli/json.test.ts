// That programs can read what every command says.

import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";

/** They write something that is no message: a script for a shell, events as lines of JSON. */
const WRITERS = ["events export", "completion"];

/** The commands that do something, by the names that lead to them. */
function commandsOf(command: Command, path: string[] = []): { path: string; options: (string | undefined)[] }[] {
  const below = command.commands.flatMap((each) => commandsOf(each, [...path, each.name()]));
  if (below.length > 0) return below;
  return [{ path: path.join(" "), options: command.options.map(({ long }) => long ?? undefined) }];
}

it("has --json at every command that says something", async () => {
  const commands = commandsOf(await createProgram([]));
  expect(commands.length).toBeGreaterThan(30);
  expect(commands.filter(({ options }) => !options.includes("--json")).map(({ path }) => path)).toEqual(WRITERS);
});
