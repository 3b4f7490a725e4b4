// `hookloom completion`: prints what a shell needs to complete commands and options.

import { Argument, Command } from "commander";
import { describeCommands } from "../completion/command-tree.ts";
import { SHELLS, writeCompletion, type Shell } from "../completion/shells.ts";
import { createProgram } from "../program.ts";

const MORE_HELP = `
Examples:
  source <(hookloom completion bash)                                     # in ~/.bashrc
  source <(hookloom completion zsh)                                      # in ~/.zshrc, after compinit
  hookloom completion fish > ~/.config/fish/completions/hookloom.fish`;

/** The command. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print a script with which a shell completes commands and options")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .addHelpText("after", MORE_HELP)
    .action(async (shell: Shell) => {
      process.stdout.write(writeCompletion(shell, describeCommands(await createProgram([]))));
    });
}
