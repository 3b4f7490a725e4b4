// `hookloom events export`: events that are kept, as lines of JSON.

import { createWriteStream, existsSync } from "node:fs";
import { once } from "node:events";
import { Command, Option } from "commander";
import { formatLine, type LineFormat } from "../../../events/interop/json-lines.ts";
import { HookloomError } from "../../../foundation/errors.ts";
import { countOf } from "../../columns.ts";
import { Progress } from "../../progress.ts";
import { queryOf, withEvents, withSelection, type SelectionFlags } from "./event-options.ts";

interface ExportFlags extends SelectionFlags {
  readonly format: LineFormat;
  readonly output?: string;
}

/** Events that are asked for at a time. */
const PAGE = 1000;

/** The command. */
export function exportCommand(): Command {
  return withSelection(new Command("export"))
    .description("write events that are kept as lines of JSON")
    .addOption(new Option("--format <format>", "of the lines").choices(["hookloom", "cloudevents"]).default("hookloom"))
    .option("--output <file>", "file to write; default: standard output")
    .action(exportEvents);
}

async function exportEvents(pattern: string, flags: ExportFlags): Promise<void> {
  const { output, format } = flags;
  if (output !== undefined && existsSync(output)) throw new HookloomError("FILE_EXISTS", `${output} exists already.`);
  await withEvents(flags, async (events) => {
    using progress = new Progress();
    const target = output === undefined ? process.stdout : createWriteStream(output, { flags: "wx", mode: 0o600 });
    let query = { ...queryOf(pattern, flags), limit: PAGE };
    let count = 0;
    for (let page = await events.query(query); page.length > 0; page = await events.query(query)) {
      const text = page.map(({ event }) => formatLine(event, format)).join("");
      if (!target.write(text)) await once(target, "drain");
      count += page.length;
      // On a terminal, the events themselves show how far it is.
      if (output !== undefined) progress.show(`exported ${countOf(count, "event")}`);
      query = { ...query, after: page.at(-1)!.position };
    }
    if (output !== undefined) {
      target.end();
      await once(target, "finish");
    }
    process.stderr.write(`exported ${countOf(count, "event")}\n`);
  });
}
