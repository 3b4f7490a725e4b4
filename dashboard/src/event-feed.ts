// Follows the daemon's events. They come in any number; the page gets them a few times a second, which is as often as anybody can
// look, and leaves time to scroll.

import { signal } from "@preact/signals";
import type { UniversalEvent } from "../../src/model/events.ts";
import { readFeed } from "../../src/server/read-feed.ts";
import { ask, Refused, send } from "./daemon.ts";

/** Events that are kept to look at. */
const MAX_EVENTS = 1000;
const LOOK_BACK = 200;
const SHOW_MS = 200;
const RECONNECT_MS = 2000;
const HISTORY_SECONDS = 120;

/** The newest first. */
export const events = signal<readonly UniversalEvent[]>([]);
export const paused = signal(false);
/** Events that came while the list was paused. */
export const missed = signal(0);
/** Events that the daemon did not send because we were too slow. */
export const dropped = signal(0);
export const isFollowing = signal(false);
/** Seconds since 1970, and the events of each; the last second is not over. */
export const perSecond = signal<readonly (readonly [number, number])[]>([]);

let arrived: UniversalEvent[] = [];
let showing: number | undefined;
let lastPosition: number | undefined;

/** Follows as long as the page is there, and comes back when the connection is lost. */
export async function followEvents(): Promise<void> {
  setInterval(() => countSecond(0), 1000);
  await lookBack();
  for (;;) {
    try {
      await followOnce();
    } catch (thrown) {
      // The daemon may keep no events any more, or other ones. When it does not answer, the store says so.
      if (thrown instanceof Refused) lastPosition = undefined;
    }
    isFollowing.value = false;
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

/** What the daemon keeps, the oldest first. */
interface Kept {
  readonly events: readonly { readonly event: UniversalEvent }[];
  readonly last_position: number | null;
}

/** Takes the last events that the daemon keeps, if it does. */
async function lookBack(): Promise<void> {
  try {
    const path = `/v1/events?newest=true&limit=${LOOK_BACK}`;
    const { events: kept, last_position } = await ask<Kept>("GET", path);
    events.value = kept.map(({ event }) => event).toReversed();
    lastPosition = last_position ?? undefined;
  } catch {
    // What is to come can be followed all the same.
  }
}

async function followOnce(): Promise<void> {
  const headers = lastPosition === undefined ? {} : { "last-event-id": String(lastPosition) };
  const response = await send("/v1/events/stream", { headers });
  isFollowing.value = true;
  const pieces = response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>;
  for await (const message of readFeed(pieces)) {
    if (message.kind === "dropped") dropped.value += message.dropped;
    if (message.kind === "event") take(message.position, message.event);
  }
}

function take(position: number, event: UniversalEvent): void {
  lastPosition = position;
  arrived.push(event);
  if (arrived.length > MAX_EVENTS) arrived.shift();
  countSecond(1);
  showing ??= setTimeout(show, SHOW_MS);
}

function show(): void {
  showing = undefined;
  if (paused.value) {
    missed.value = arrived.length;
    return;
  }
  const fresh = arrived.toReversed();
  arrived = [];
  missed.value = 0;
  events.value = [...fresh, ...events.value].slice(0, MAX_EVENTS);
}

/** Stops showing events, or shows those that came meanwhile. */
export function togglePause(): void {
  paused.value = !paused.value;
  if (!paused.value) show();
}

const counts = new Map<number, number>();

function countSecond(count: number): void {
  const second = Math.floor(Date.now() / 1000);
  counts.set(second, (counts.get(second) ?? 0) + count);
  if (count > 0) return;
  for (const known of counts.keys()) if (known < second - HISTORY_SECONDS) counts.delete(known);
  perSecond.value = Array.from({ length: HISTORY_SECONDS }, (_, at) => {
    const shown = second - HISTORY_SECONDS + at;
    return [shown, counts.get(shown) ?? 0] as const;
  });
}
