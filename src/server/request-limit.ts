// How many requests a client may send: each address and role by itself, so that one that sends too many holds nobody else up.
// `admission.ts` asks before every request that comes over TCP.

import ipaddr from "ipaddr.js";
import { Burst } from "../events/burst.ts";
import { MemoryCellRate, type Rate } from "../foundation/cell-rate.ts";
import type { Clock } from "../foundation/clock.ts";
import type { Logger } from "../observability/logger.ts";

/** Clients that are remembered; beyond it, those that asked longest ago begin anew. */
const MAX_CLIENTS = 10_000;
/** What one customer of a network has of the sixth version, in bytes. */
const NETWORK_BYTES = 8;

export interface RequestLimitOptions {
  readonly perSecond: number;
  /** How many may come at once. */
  readonly burst: number;
}

export class RequestLimit {
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #clients = new MemoryCellRate(MAX_CLIENTS);
  readonly #refused: Burst;

  constructor({ perSecond, burst }: RequestLimitOptions, clock: Clock, logger: Logger) {
    this.#rate = { limit: perSecond, windowMs: 1000, burst };
    this.#clock = clock;
    this.#refused = new Burst(clock, (requests) =>
      logger.warn({ requests }, `${requests} requests were refused: their clients sent more than server.requests_per_second`),
    );
  }

  /** Counts a request, or says in how many milliseconds the next one may come; 0 when this one may. */
  take(address: string, role: string): number {
    const waitMs = this.#clients.take(`${clientOf(address)} ${role}`, this.#rate, this.#clock.monotonicMs());
    if (waitMs > 0) this.#refused.add();
    return waitMs;
  }

  /** Tells what was not told yet. */
  close(): void {
    this.#refused.end();
  }
}

// Whoever has a network has more addresses in it than can be remembered.
function clientOf(address: string): string {
  if (!address.includes(":") || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === "ipv4" ? parsed.toString() : parsed.toByteArray().slice(0, NETWORK_BYTES).join(".");
}
