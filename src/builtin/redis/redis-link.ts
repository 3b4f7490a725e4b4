// A connection to Redis that may be away: what cannot be asked in time is answered by whoever asks, from its own memory, and the
// log says so once. Built-ins with a `redis_url` have one each.

import { Redis } from "ioredis";
import { describeThrown } from "../../foundation/errors.ts";
import type { BuiltinEnvironment } from "../builtin.ts";

/** Hooks wait for the answer, so it must come soon. */
const COMMAND_TIMEOUT_MS = 250;
const LONGEST_PAUSE_MS = 5000;

export class RedisLink {
  readonly #redis: Redis;
  readonly #name: string;
  readonly #what: string;
  readonly #log: BuiltinEnvironment["log"];
  #away = false;
  #closed = false;

  /** Begins to connect. `what` is kept there, for the log: "rate limits". */
  constructor(url: string, what: string, log: BuiltinEnvironment["log"]) {
    // The address without the password.
    const { hostname, port } = new URL(url);
    this.#name = `${hostname}:${port || 6379}`;
    this.#what = what;
    this.#log = log;
    this.#redis = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: LONGEST_PAUSE_MS,
      retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, LONGEST_PAUSE_MS),
    });
    this.#redis.on("error", (error) => this.#wentAway(error));
    this.#redis.on("close", () => this.#wentAway(new Error("the connection was closed")));
    this.#redis.on("ready", () => this.#cameBack());
  }

  /** Resolves when it is connected, or after a while; for whoever is about to begin. */
  async settle(): Promise<void> {
    if (this.#redis.status === "ready" || this.#away) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#redis.off("ready", done).off("error", done).off("close", done);
        resolve();
      };
      this.#redis.on("ready", done).on("error", done).on("close", done);
    });
  }

  /** What Redis answers, in a box; `undefined` when it is away or does not answer in time. */
  async ask<Value>(command: (redis: Redis) => Promise<Value>): Promise<{ readonly value: Value } | undefined> {
    if (this.#redis.status !== "ready") return undefined;
    try {
      return { value: await command(this.#redis) };
    } catch (thrown) {
      this.#wentAway(thrown);
      return undefined;
    }
  }

  /** Lets go of the connection. */
  close(): void {
    this.#closed = true;
    this.#redis.disconnect();
  }

  #wentAway(thrown: unknown): void {
    if (this.#away || this.#closed) return;
    this.#away = true;
    const message = `Redis at ${this.#name} cannot be asked, so ${this.#what} are kept in the memory of this process for now: ${describeThrown(thrown)}`;
    this.#log("warn", { redis: this.#name }, message);
  }

  #cameBack(): void {
    if (!this.#away) return;
    this.#away = false;
    this.#log("info", { redis: this.#name }, `Redis at ${this.#name} is back, and ${this.#what} are kept there again`);
  }
}
