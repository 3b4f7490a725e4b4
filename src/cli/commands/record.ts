// `hookloom record`: a daemon that writes down every run, to be run through other scripts by `hookloom replay`.

import { Command } from "commander";
import { serve, withListenOptions, type ServeFlags } from "./serve.ts";

const MORE_HELP = `
The same as "hookloom serve --record <file>": it answers until it is stopped, and appends to the file.

Examples:
  hookloom record runs.jsonl
  hookloom replay runs.jsonl --against new-hooks`;

/** The command. */
export function recordCommand(): Command {
  return withListenOptions(new Command("record"))
    .description("answer over HTTP as serve does, and append every run to a file")
    .argument("<file>", "file that only you can read: what hosts send is in it")
    .addHelpText("after", MORE_HELP)
    .action((file: string, flags: Omit<ServeFlags, "record">) => serve({ ...flags, record: file }));
}
