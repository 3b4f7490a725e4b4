// What can be typed at each place of the command line, read from the program itself. The shells' scripts are made of it.

import type { Command } from "commander";

export interface Word {
  readonly word: string;
  readonly description: string;
}

/** A command, by the names that lead to it: "" for the program, "events tail". */
export interface CommandNode {
  readonly path: string;
  /** Names of commands below it, and values of its arguments where there are few. */
  readonly words: readonly Word[];
  readonly options: readonly Word[];
  /** Values of options that have few. */
  readonly values: readonly { readonly option: string; readonly words: readonly string[] }[];
}

/** A command and all below it. */
export function describeCommands(command: Command, path = ""): CommandNode[] {
  const shown = command.createHelp().visibleOptions(command);
  const node: CommandNode = {
    path,
    words: [
      ...command.commands.map((each) => ({ word: each.name(), description: each.description() })),
      ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
        argChoices.map((word) => ({ word, description })),
      ),
    ],
    options: shown.map(({ long, short, description }) => ({ word: (long ?? short)!, description })),
    values: shown.flatMap(({ long, argChoices }) =>
      long == null || argChoices === undefined ? [] : [{ option: long, words: argChoices }],
    ),
  };
  return [node, ...command.commands.flatMap((each) => describeCommands(each, `${path} ${each.name()}`.trim()))];
}
