// `hookloom events`: looks at events, as they come and in the past, and carries them out of and into the store.

import { Command } from "commander";
import { exportCommand } from "./events/export.ts";
import { importCommand } from "./events/import.ts";
import { queryCommand } from "./events/query.ts";
import { replayCommand } from "./events/replay.ts";
import { tailCommand } from "./events/tail.ts";

const MORE_HELP = `
Patterns: tool.failed, tool.*, tool.**, {tool,agent}.failed, prefix:tool.ex, suffix:.failed, regex:^tool\\.(a|b)$
The daemon of the state folder is asked; while none runs, the file that keeps its events.

Examples:
  hookloom events tail 'hook.*'
  hookloom events query hook.failed --since 2h
  hookloom events replay 'tool.**' --since 1h --speed 60
  hookloom events export --since 7d --format cloudevents > week.jsonl
  hookloom events import week.jsonl`;

/** The command. */
export function eventsCommand(): Command {
  const command = new Command("events")
    .description("look at events as they come and in the past")
    .addHelpText("after", MORE_HELP);
  for (const each of [tailCommand(), queryCommand(), replayCommand(), exportCommand(), importCommand()]) command.addCommand(each);
  return command;
}
