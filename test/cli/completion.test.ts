// Completion of the command line: what the shells are told, and that bash completes with it.

import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it, test } from "vitest";
import { Argument, Command, Option } from "commander";
import { describeCommands, type CommandNode } from "../../src/cli/completion/command-tree.ts";
import { SHELLS, writeCompletion } from "../../src/cli/completion/shells.ts";
import { createProgram } from "../../src/cli/program.ts";

let nodes: CommandNode[];
beforeAll(async () => {
  nodes = describeCommands(await createProgram([]));
});

/** What bash offers for a line; its last word is the one that is being typed. */
function completeInBash(line: string): string[] {
  const words = line.split(" ");
  const script = `${writeCompletion("bash", nodes)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hookloom; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script, "bash", ...words], { encoding: "utf8" })
    .trim()
    .split("\n");
}

describe("completion in bash", () => {
  test.each([
    ["hookloom ev", ["events"]],
    ["hookloom hooks ", ["disable", "enable", "snooze", "--help"]],
    ["hookloom events ta", ["tail"]],
    ["hookloom serve --log-level w", ["warn"]],
    ["hookloom completion ", ["bash", "zsh", "fish", "--help"]],
    ["hookloom list --po", ["--points"]],
    ["hookloom run nothing-like-this", [""]],
  ])("of %j offers %j", (line, offered) => {
    expect(completeInBash(line)).toEqual(offered);
  });
});

describe("the scripts for shells", () => {
  it("know every command and option", () => {
    const paths = nodes.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["", "serve", "events tail", "agents install"]));
    for (const shell of SHELLS) {
      const script = writeCompletion(shell, nodes);
      for (const path of paths) expect(script, shell).toContain(`'${path}'`);
    }
  });

  it("say in zsh and fish what each does, whatever is in its words", () => {
    const program = new Command("hookloom");
    program
      .command("ask")
      .description("don't wait: ask")
      .addArgument(new Argument("<who>", "whom").choices(["host"]))
      .addOption(new Option("--as <role>", "which role").choices(["run", "operate"]));
    const small = describeCommands(program);
    expect(writeCompletion("zsh", small)).toContain(
      `    'ask') offered=('host:whom' '--as:which role' '--help:display help for command') ;;\n  esac`,
    );
    expect(writeCompletion("zsh", small)).toContain(`    'ask --as') offered=('run' 'operate') ;;`);
    expect(writeCompletion("fish", small)).toContain(
      `complete -c hookloom -n '__hookloom_at '\\'''\\''' -a 'ask' -d 'don'\\''t wait: ask'\n`,
    );
    expect(writeCompletion("fish", small)).toContain(
      `complete -c hookloom -n '__hookloom_at '\\''ask'\\''' -l as -x -a 'run operate' -d 'which role'\n`,
    );
  });
});

/** What they print is for shells, for people while they run, or JSON already; or they show what they change in a file. */
const WITHOUT_JSON = /^(|serve|record|completion|test|events export|agents (install|uninstall|migrate))$/;

it("every command prints JSON that prints results", () => {
  const groups = new Set(
    nodes.map(({ path }) => path.split(" ")[0]).filter((name) => nodes.some(({ path }) => path.startsWith(`${name} `))),
  );
  const leaves = nodes.filter(({ path }) => !groups.has(path));
  const without = leaves.filter(({ options }) => options.every(({ word }) => word !== "--json")).map(({ path }) => path);
  expect(without.filter((path) => !WITHOUT_JSON.test(path))).toEqual([]);
});
