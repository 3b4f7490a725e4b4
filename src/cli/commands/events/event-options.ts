// What the commands of `hookloom events` have in common: which events, and how they are shown.

import { type Command, InvalidArgumentError } from "commander";
import type { EventQuery } from "../../../events/storage/event-store.ts";
import type { UniversalEvent } from "../../../model/events.ts";
import { openEvents, type EventAccess } from "../../event-access.ts";
import { printable } from "../../printable.ts";
import { readConfig, withCommonOptions, type CommonFlags } from "../../settings.ts";
import { styled } from "../../style.ts";
import { parseMoment } from "../../time-argument.ts";

export interface SelectionFlags extends CommonFlags {
  readonly after?: number;
  readonly since?: number;
  readonly until?: number;
  readonly correlation?: string;
  readonly component?: string;
}

/** Adds which events are meant. */
export function withSelection(command: Command): Command {
  return withCommonOptions(command)
    .argument("[pattern]", "pattern of event types", "**")
    .option("--since <moment>", "not before it: how long ago, such as 30m, or a time", parseMoment)
    .option("--until <moment>", "before it", parseMoment)
    .option("--after <position>", "published after the one of this position", parsePosition)
    .option("--correlation <id>", "of one operation")
    .option("--component <name>", "that this component published");
}

/** The query that these flags are. */
export function queryOf(pattern: string, { after, since, until, correlation, component }: SelectionFlags): EventQuery {
  return {
    pattern,
    ...(after !== undefined && { after }),
    ...(since !== undefined && { sinceMs: since }),
    ...(until !== undefined && { untilMs: until }),
    ...(correlation !== undefined && { correlationId: correlation }),
    ...(component !== undefined && { component }),
  };
}

/** Does something with the events of the daemon or the file. */
export async function withEvents(flags: CommonFlags, act: (events: EventAccess) => Promise<void>): Promise<void> {
  const events = await openEvents(readConfig(flags));
  try {
    await act(events);
  } finally {
    await events.close();
  }
}

/** An event for people: when, what, who, data. */
export function describeEvent({ timestamp, event_type: type, source, data }: UniversalEvent): string {
  return `${styled("dim", printable(timestamp))}  ${styled("bold", type)}  ${printable(source.component)}  ${printable(JSON.stringify(data))}`;
}

/** One line of an event: for people, or the event and its position as JSON. */
export function printEvent(event: UniversalEvent, position: number, json: boolean | undefined): void {
  console.log(json === true ? JSON.stringify({ position, event }) : describeEvent(event));
}

export function parsePosition(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
