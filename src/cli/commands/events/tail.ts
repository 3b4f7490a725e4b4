// `hookloom events tail`: events as they come, until it is interrupted.

import { Command } from "commander";
import { HookloomError } from "../../../foundation/errors.ts";
import { DaemonClient } from "../../../server/daemon-client.ts";
import { openEvents } from "../../event-access.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { parseMoment } from "../../time-argument.ts";
import { printEvent } from "./event-options.ts";

interface TailFlags extends CommonFlags {
  readonly since?: number;
  readonly json?: boolean;
}

/** The command. */
export function tailCommand(): Command {
  return withCommonOptions(new Command("tail"))
    .description("show events as they come; needs a daemon that runs")
    .argument("[pattern]", "pattern of event types", "**")
    .option("--since <moment>", "begin in the past: how long ago, such as 30m, or a time", parseMoment)
    .option("--json", "print one JSON object per event, with its position")
    .action(tail);
}

async function tail(pattern: string, flags: TailFlags): Promise<void> {
  const config = readConfig(flags);
  if ((await DaemonClient.find(config.stateDir)) === undefined) {
    const message = `No daemon works with the state folder ${config.stateDir}, so no events come.`;
    const hint = 'Start one with "hookloom serve". "hookloom events query" looks at what is kept.';
    throw new HookloomError("EVENT_STORE_MISSING", message, { details: { hint } });
  }
  const events = await openEvents(config);
  for await (const message of events.follow({ pattern, sinceMs: flags.since })) {
    if (message.kind === "event") printEvent(message.event, message.position, flags.json);
    if (message.kind === "dropped") process.stderr.write(`${message.dropped} events came too fast and are not shown\n`);
  }
  process.stderr.write("the daemon has stopped\n");
}
