// How an event looks as a message in a channel of Slack.

import type { UniversalEvent } from "../../model/events.ts";

const LONGEST_VALUE = 300;
const MOST_LINES = 20;

/** The body for an incoming webhook of Slack. */
export function slackMessage({ event_type, data, source }: UniversalEvent): object {
  const lines = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .slice(0, MOST_LINES)
    .map(([name, value]) => `${escape(name)}: ${escape(typeof value === "string" ? value : JSON.stringify(value))}`);
  return { text: [`*${escape(event_type)}* (${escape(source.component)})`, ...lines].join("\n") };
}

// The three characters that Slack asks for; without them nothing can be a link or a mention.
function escape(text: string): string {
  const short = text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}…`;
  return short.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
