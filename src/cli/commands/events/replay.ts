// `hookloom events replay`: events of the past at the pace they came, or faster.

import { Command, InvalidArgumentError } from "commander";
import { withCommonOptions, type CommonFlags } from "../../settings.ts";
import { parseMoment } from "../../time-argument.ts";
import { parsePosition, printEvent, withEvents } from "./event-options.ts";

interface ReplayFlags extends CommonFlags {
  readonly since?: number;
  readonly after?: number;
  readonly speed: number;
  readonly json?: boolean;
}

/** The command. */
export function replayCommand(): Command {
  return withCommonOptions(new Command("replay"))
    .description("show events of the past at the pace they came, or faster, up to the present")
    .argument("[pattern]", "pattern of event types", "**")
    .option("--since <moment>", "begin there: how long ago, such as 30m, or a time; default: with the oldest", parseMoment)
    .option("--after <position>", "begin after the one of this position", parsePosition)
    .option("--speed <factor>", "how many times faster than they came; default 1", parseSpeed, 1)
    .option("--json", "print one JSON object per event, with its position")
    .action((pattern: string, flags: ReplayFlags) =>
      withEvents(flags, async (events) => {
        const begin = flags.since === undefined ? { after: flags.after ?? 0 } : { sinceMs: flags.since };
        for await (const message of events.follow({ pattern, ...begin, speed: flags.speed })) {
          if (message.kind === "live") break;
          if (message.kind === "event") printEvent(message.event, message.position, flags.json);
        }
      }),
    );
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (speed > 0 && speed <= 1_000_000) return speed;
  throw new InvalidArgumentError("It must be a number above 0, such as 10.");
}
