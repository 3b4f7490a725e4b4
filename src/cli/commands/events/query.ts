// `hookloom events query`: events of the past, the last ones unless it is told where to begin.

import { Command, InvalidArgumentError } from "commander";
import { printEvent, queryOf, withEvents, withSelection, type SelectionFlags } from "./event-options.ts";

interface QueryFlags extends SelectionFlags {
  readonly limit: number;
  readonly json?: boolean;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;

/** The command. */
export function queryCommand(): Command {
  return withSelection(new Command("query"))
    .description("show events that are kept: the last ones, or with --after the first ones after a position")
    .option("--limit <number>", `how many at most; default ${DEFAULT_LIMIT}`, parseLimit, DEFAULT_LIMIT)
    .option("--json", "print one JSON object per event, with its position")
    .action((pattern: string, flags: QueryFlags) =>
      withEvents(flags, async (events) => {
        const newest = flags.after === undefined;
        const found = await events.query({ ...queryOf(pattern, flags), limit: flags.limit, newest });
        for (const { event, position } of found) printEvent(event, position, flags.json);
        if (found.length === 0) process.stderr.write("no such events are kept\n");
        if (found.length === flags.limit)
          process.stderr.write(`these are ${newest ? "the last" : "the first"} ${flags.limit}; there may be more\n`);
      }),
    );
}

function parseLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_LIMIT}.`);
}
