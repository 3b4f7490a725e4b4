// `hookloom events import`: publishes events from lines of JSON, with their own ids and times.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { parseLine } from "../../../events/interop/json-lines.ts";
import { HookloomError } from "../../../foundation/errors.ts";
import type { UniversalEvent } from "../../../model/events.ts";
import { countOf } from "../../columns.ts";
import { Progress } from "../../progress.ts";
import { withCommonOptions, type CommonFlags } from "../../settings.ts";
import { withEvents } from "./event-options.ts";

interface ImportFlags extends CommonFlags {
  readonly json?: boolean;
}

/** Characters of lines that are sent at a time; the daemon takes a mebibyte. */
const MAX_CHARACTERS = 500_000;

/** The command. */
export function importCommand(): Command {
  return withCommonOptions(new Command("import"))
    .description("publish events from lines of JSON, ours or CloudEvents; subscribers get them, and they are kept")
    .argument("[file]", "file to read; default: standard input", "-")
    .option("--json", "print one JSON object")
    .action((file: string, flags: ImportFlags) => importEvents(file, flags));
}

async function importEvents(file: string, flags: ImportFlags): Promise<void> {
  await withEvents(flags, async (events) => {
    let read = 0;
    let published = 0;
    using progress = new Progress();
    for await (const batch of readBatches(file)) {
      published += await events.publish(batch);
      read += batch.length;
      progress.show(`read ${countOf(read, "event")}`);
    }
    const others = read === published ? "" : `; the other ${read - published} are of types that are not kept`;
    if (flags.json === true) return void console.log(JSON.stringify({ read, published }));
    console.log(`imported ${countOf(published, "event")}${others}`);
  });
}

async function* readBatches(file: string): AsyncGenerator<UniversalEvent[]> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) => {
    input.once("error", (cause: Error) =>
      reject(new HookloomError("REQUEST_INVALID", `${file} cannot be read: ${cause.message}.`, { cause })),
    );
  });
  failed.catch(() => {});
  const lines = createInterface({ input })[Symbol.asyncIterator]();
  let batch: UniversalEvent[] = [];
  let characters = 0;
  for (let number = 1; ; number += 1) {
    const { done, value: line } = await Promise.race([lines.next(), failed]);
    if (done === true) break;
    if (line.trim() === "") continue;
    if (characters + line.length > MAX_CHARACTERS && batch.length > 0) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(parseLine(line, { file: file === "-" ? "standard input" : file, line: number }));
    characters += line.length;
  }
  if (batch.length > 0) yield batch;
}
