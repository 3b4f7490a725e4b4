// Reads the server-sent events of `event-feed.ts` on the other side. The command line follows the daemon with it.

import type { UniversalEvent } from "../model/events.ts";

/** What comes: an event, that some were dropped, or that from now on events come as they are published. */
export type FeedMessage =
  | { readonly kind: "event"; readonly position: number; readonly event: UniversalEvent }
  | { readonly kind: "dropped"; readonly dropped: number }
  | { readonly kind: "live" };

/** The messages of a text that comes in pieces. */
export async function* readFeed(pieces: AsyncIterable<string>): AsyncGenerator<FeedMessage> {
  let rest = "";
  for await (const piece of pieces) {
    const blocks = (rest + piece).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) {
      const message = parseBlock(block);
      if (message !== undefined) yield message;
    }
  }
}

function parseBlock(block: string): FeedMessage | undefined {
  const fields = new Map(
    block.split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const data = fields.get("data");
  if (data === undefined) return undefined;
  switch (fields.get("event")) {
    case "live":
      return { kind: "live" };
    case "dropped":
      return { kind: "dropped", dropped: (JSON.parse(data) as { dropped: number }).dropped };
    default:
      return { kind: "event", position: Number(fields.get("id")), event: JSON.parse(data) as UniversalEvent };
  }
}
