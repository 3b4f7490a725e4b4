// The events of a daemon as a loop that outlives its connection: after a loss it goes on behind the last event it got. The
// client's `follow` is it.

import { setTimeout as wait } from "node:timers/promises";
import { HookloomError } from "../foundation/errors.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { Transport } from "./transport.ts";

const RECONNECT_MS = 1000;

/** An event, and where it stands among all that the daemon published. */
export interface StoredEvent {
  readonly position: number;
  readonly event: UniversalEvent;
}

export interface FollowOptions {
  /** Begins with the kept events after this position. Default: with those published from now on. */
  readonly after?: number;
  /** Ends the loop. */
  readonly signal?: AbortSignal;
  /** Told how many events were left out because the loop was too slow for them. */
  readonly onDropped?: (count: number) => void;
}

/** @throws HookloomError when the daemon refuses, or cannot be reached the first time */
export async function* followEvents(
  transport: Transport,
  pattern: string,
  { after, signal, onDropped }: FollowOptions,
): AsyncGenerator<StoredEvent> {
  let position = after;
  let connected = false;
  while (signal?.aborted !== true) {
    try {
      for await (const message of transport.follow(pathOf(pattern, position), signal)) {
        connected = true;
        if (message.kind === "dropped") onDropped?.(message.dropped);
        if (message.kind !== "event") continue;
        position = message.position;
        yield { position, event: message.event };
      }
    } catch (thrown) {
      if (!connected || !passes(thrown)) throw thrown;
    }
    await wait(RECONNECT_MS, undefined, signal && { signal }).catch(() => undefined);
  }
}

function pathOf(pattern: string, after: number | undefined): string {
  const query = new URLSearchParams({ pattern, ...(after !== undefined && { after: String(after) }) });
  return `/v1/events/stream?${query}`;
}

/** Whether the daemon may answer in a while: it is away, loading or stopping. */
function passes(thrown: unknown): boolean {
  return (
    thrown instanceof HookloomError &&
    (thrown.code === "DAEMON_MISSING" || thrown.details.status === 503 || thrown.details.status === 429)
  );
}
