// Where the command line gets events from: the daemon of the state folder, or, while none runs, the file in it.

import { existsSync } from "node:fs";
import { Archive } from "../events/archive.ts";
import { EventBus } from "../events/event-bus.ts";
import type { Publication } from "../events/publication.ts";
import type { EventQuery } from "../events/storage/event-store.ts";
import { SqliteStore } from "../events/storage/sqlite-store.ts";
import { systemClock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { UniversalEvent } from "../model/events.ts";
import type { Config } from "../runtime/config/config.ts";
import { eventsPath } from "../runtime/event-archive.ts";
import { DaemonClient } from "../server/daemon-client.ts";
import type { FeedMessage } from "../server/read-feed.ts";

/** From where in the past to follow, and how fast. */
export interface FollowOptions {
  readonly pattern: string;
  readonly after?: number | undefined;
  readonly sinceMs?: number | undefined;
  readonly speed?: number | undefined;
}

export interface EventAccess {
  query(query: EventQuery): Promise<Publication[]>;
  /** Events of the past, then `live`, then those that are published. */
  follow(options: FollowOptions): AsyncIterable<FeedMessage>;
  /** Publishes events as they are; how many somebody may get. */
  publish(events: readonly UniversalEvent[]): Promise<number>;
  close(): Promise<void>;
}

/** @throws HookloomError EVENT_STORE_MISSING when no daemon runs and there is no file */
export async function openEvents(config: Config): Promise<EventAccess> {
  const daemon = await DaemonClient.find(config.stateDir);
  return daemon === undefined ? openFile(config) : new DaemonEvents(daemon);
}

class DaemonEvents implements EventAccess {
  readonly #daemon: DaemonClient;

  constructor(daemon: DaemonClient) {
    this.#daemon = daemon;
  }

  async query({ pattern, after, sinceMs, untilMs, correlationId, component, limit, newest }: EventQuery): Promise<Publication[]> {
    const fields = { pattern, after, since: sinceMs, until: untilMs, correlation_id: correlationId, component, limit, newest };
    const answer = (await this.#daemon.ask("GET", `/v1/events${searchOf(fields)}`)) as { events: Omit<Publication, "stored">[] };
    return answer.events.map(({ position, event }) => ({ position, event, stored: true }));
  }

  follow({ pattern, after, sinceMs, speed }: FollowOptions): AsyncIterable<FeedMessage> {
    return this.#daemon.follow(`/v1/events/stream${searchOf({ pattern, after, since: sinceMs, speed })}`);
  }

  async publish(events: readonly UniversalEvent[]): Promise<number> {
    return ((await this.#daemon.ask("POST", "/v1/events", { events })) as { published: number }).published;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function openFile({ stateDir, events }: Config): EventAccess {
  const path = eventsPath(stateDir);
  if (!existsSync(path)) {
    const message = `No daemon works with the state folder ${stateDir}, and no events are kept in it.`;
    const hint = 'Start one with "hookloom serve". With storage = "sqlite" under [events] in the config, events outlive it.';
    throw new HookloomError("EVENT_STORE_MISSING", message, { details: { hint } });
  }
  // Looking must give nothing up: how much is kept is for the daemon to see to.
  const retention = { maxEvents: Number.MAX_SAFE_INTEGER };
  const fail = (error: unknown): void => {
    throw error;
  };
  const archive = new Archive(new SqliteStore(path, retention, systemClock, fail), events.keep);
  return new FileEvents(new EventBus(systemClock, uuidSource, fail, { archive }));
}

class FileEvents implements EventAccess {
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  query(query: EventQuery): Promise<Publication[]> {
    return Promise.resolve(this.#bus.query(query));
  }

  /** Nobody publishes, so it ends where the past does. */
  async *follow({ pattern, after, sinceMs, speed }: FollowOptions): AsyncGenerator<FeedMessage> {
    const stream = this.#bus.stream(pattern, {
      ...(sinceMs === undefined ? { after: after ?? 0 } : { sinceMs }),
      ...(speed !== undefined && { speed }),
    });
    for (;;) {
      const next = stream.next();
      if (!stream.isBehind) break;
      const { value } = await next;
      if (value !== undefined) yield { kind: "event", position: stream.position, event: value };
    }
    stream.close();
    yield { kind: "live" };
  }

  async publish(events: readonly UniversalEvent[]): Promise<number> {
    const published = events.filter((event) => this.#bus.forward(event) !== undefined).length;
    await this.#bus.flush();
    return published;
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}

function searchOf(fields: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? "" : `?${search.toString()}`;
}
