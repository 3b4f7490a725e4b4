// One subscription: its queue, its numbers, and the ends it can come to. What is done with the events is for those who take them
// out: `listening.ts` calls a listener with them, `event-stream.ts` hands them to a loop.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { Matcher } from "../model/compile-match.ts";
import type { Match } from "../model/match.ts";
import type { Backlog } from "./backlog.ts";
import { Burst } from "./burst.ts";
import { compileCondition } from "./data-condition.ts";
import { Mailbox, type WhenFull } from "./mailbox.ts";
import type { Publication } from "./publication.ts";

export interface SubscriptionOptions {
  /** As lists and reports name it. Default: `subscription-` and a number. */
  readonly name?: string;
  /** Conditions on the data, in the form of a hook's `match`. Default: none. */
  readonly where?: Match;
  /** Events that are kept while the subscriber is busy. Default 10,000. */
  readonly capacity?: number;
  /** What becomes of an event when that many are kept. Default "drop_oldest". */
  readonly whenFull?: WhenFull;
  /** With "block": how long `publishAndWait` waits for room at most, in milliseconds. Default 1000. */
  readonly blockMs?: number;
  /** The subscription ends when no event was taken for so many milliseconds. Default: never. */
  readonly idleMs?: number;
  /**
   * Begins with the events that the store keeps after this position; later ones come when those have come, none missing and none
   * twice. What does not fit into the queue is then read from the store when there is room, instead of being dropped.
   */
  readonly after?: number;
  /** The same, beginning with those not before this time, in milliseconds since 1970. */
  readonly sinceMs?: number;
  /** With these two: how many times faster than they were published events come. Default: as fast as they are taken. */
  readonly speed?: number;
}

export interface SubscriptionStats {
  readonly name: string;
  readonly pattern: string;
  readonly queued: number;
  readonly capacity: number;
  readonly delivered: number;
  readonly dropped: number;
  /** How often the listener threw or rejected. */
  readonly failed: number;
}

/** What a subscription tells the bus. */
export interface SubscriptionObserver {
  /** So many events were dropped since the last report: at most one report a second. */
  dropped(subscription: Subscription, count: number): void;
  expired(subscription: Subscription): void;
  /** It gets no more events. */
  ended(subscription: Subscription): void;
}

const DEFAULTS = { capacity: 10_000, whenFull: "drop_oldest", blockMs: 1000 } as const;
/** That events about subscriptions are dropped is counted, but no reason for another one. */
const ABOUT_SUBSCRIPTIONS = "subscription.";
const MAX_CAPACITY = 1_000_000;

export class Subscription {
  readonly name: string;
  readonly pattern: string;
  readonly capacity: number;
  /** Whether a publisher that waits wants to know when an event was not accepted. */
  readonly insists: boolean;
  /** Called when an event has come. */
  onArrival: () => void = () => {};
  /** Called once, when it ends; with an error, unless it was closed by whoever subscribed. */
  onEnd: (error?: HookloomError) => void = () => {};
  /** Delivers what was taken and is held back, to be delivered together. */
  flush: () => Promise<void> = () => Promise.resolve();
  failed = 0;
  readonly #accepts: Matcher | undefined;
  readonly #mailbox: Mailbox;
  readonly #clock: Clock;
  readonly #observer: SubscriptionObserver;
  readonly #idleMs: number | undefined;
  #takenAtMs = 0;
  #cancelIdleTimer = (): void => {};
  readonly #drops: Burst;
  #taken = 0;
  /** Whether what was taken last is still being worked on. */
  #busy = false;
  #drains: { readonly left: number; readonly resolve: () => void }[] = [];
  #closed = false;
  readonly #backlog: Backlog | undefined;
  /** Whether events come from the backlog now, and not as they are published. */
  #isBehind: boolean;

  /** @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID */
  constructor(
    name: string,
    pattern: string,
    options: SubscriptionOptions,
    clock: Clock,
    observer: SubscriptionObserver,
    backlog?: Backlog,
  ) {
    const { where, idleMs, capacity, whenFull, blockMs } = { ...DEFAULTS, ...options };
    requireWhole("capacity", capacity, MAX_CAPACITY);
    requireWhole("blockMs", blockMs, MAX_TIMER_MS);
    if (idleMs !== undefined) requireWhole("idleMs", idleMs, MAX_TIMER_MS);
    this.name = name;
    this.pattern = pattern;
    this.capacity = capacity;
    this.insists = whenFull === "block" || whenFull === "reject";
    this.#accepts = where && compileCondition(where);
    this.#clock = clock;
    this.#observer = observer;
    this.#drops = new Burst(clock, (count) => observer.dropped(this, count));
    this.#mailbox = new Mailbox({ capacity, whenFull, blockMs }, clock, (dropped) => this.#noteDrop(dropped));
    this.#backlog = backlog;
    this.#isBehind = backlog !== undefined;
    this.#idleMs = idleMs;
    if (idleMs !== undefined) this.#watchIdle(idleMs);
  }

  /** Whether it wants an event of a type that matches. */
  accepts(publication: Publication): boolean {
    return this.#accepts === undefined || this.#accepts(publication.event.data);
  }

  /** Puts an event into the queue, without waiting; whether it is in. */
  offer(publication: Publication): boolean {
    if (this.#backlog !== undefined && this.#leavesInBacklog(publication)) return true;
    const accepted = this.#mailbox.offer(publication);
    if (accepted) this.onArrival();
    return accepted;
  }

  /** The same, waiting for room if the subscription blocks. */
  offerAndWait(publication: Publication): boolean | Promise<boolean> {
    if (this.#backlog !== undefined) return this.offer(publication);
    const accepted = this.#mailbox.offerAndWait(publication);
    if (accepted === true) this.onArrival();
    // Who waits is let in when something is taken, so whoever took it goes on by itself.
    return accepted;
  }

  /** Takes the oldest event out. It counts as delivered with the next `settle`, or at once. */
  take(settled = true): Publication | undefined {
    const publication = this.#mailbox.take() ?? this.#takeFromBacklog();
    if (publication === undefined) return undefined;
    this.#taken += 1;
    if (this.#idleMs !== undefined) this.#takenAtMs = this.#clock.monotonicMs();
    this.#busy = !settled;
    if (settled && this.#drains.length > 0) this.#noteDrained();
    return publication;
  }

  /** What was taken has been dealt with. */
  settle(): void {
    this.#busy = false;
    if (this.#drains.length > 0) this.#noteDrained();
  }

  get queued(): number {
    return this.#mailbox.length;
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  get closed(): boolean {
    return this.#closed;
  }

  stats(): SubscriptionStats {
    const { name, pattern, capacity, failed } = this;
    const { dropped, length } = this.#mailbox;
    return { name, pattern, queued: length, capacity, delivered: this.#taken - (this.#busy ? 1 : 0), dropped, failed };
  }

  /** Resolves when everything that is in the queue now was delivered, or pushed out, or the subscription has ended. */
  async drain(): Promise<void> {
    const left = this.#mailbox.accepted;
    if (!this.#closed && this.#leftQueue() < left) await new Promise<void>((resolve) => this.#drains.push({ left, resolve }));
    await this.flush();
  }

  /** Ends it. What is still in the queue is not delivered. */
  close(error?: HookloomError): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelIdleTimer();
    this.#mailbox.close();
    this.#backlog?.close();
    this.#drops.end();
    for (const { resolve } of this.#drains) resolve();
    this.#drains = [];
    void this.flush();
    this.#observer.ended(this);
    this.onEnd(error);
  }

  /** Whether an event is to come from the backlog, because others that were before it do, or there is no room for it. */
  #leavesInBacklog({ position, stored }: Publication): boolean {
    if (!stored) return false;
    if (!this.#isBehind && this.#mailbox.length === this.capacity) {
      this.#isBehind = true;
      this.#backlog!.resumeAfter(position - 1);
    }
    return this.#isBehind;
  }

  #takeFromBacklog(): Publication | undefined {
    if (!this.#isBehind || this.#closed) return undefined;
    const next = this.#backlog!.next(this.capacity, () => this.onArrival());
    if (next === "later") return undefined;
    if (next.length === 0) this.#isBehind = false;
    for (const publication of next) if (this.accepts(publication)) this.#mailbox.offer(publication);
    // A page of which nothing is wanted is followed by the next one, but lets others have their turn.
    if (next.length > 0 && this.#mailbox.length === 0) setImmediate(() => this.onArrival());
    return this.#mailbox.take();
  }

  /** How many events of those that were accepted are done with. */
  #leftQueue(): number {
    return this.#mailbox.accepted - this.#mailbox.length - (this.#busy ? 1 : 0);
  }

  #noteDrained(): void {
    const done = this.#leftQueue();
    for (const { left, resolve } of this.#drains) if (left <= done) resolve();
    this.#drains = this.#drains.filter(({ left }) => left > done);
  }

  #noteDrop({ event }: Publication): void {
    if (!event.event_type.startsWith(ABOUT_SUBSCRIPTIONS)) this.#drops.add();
  }

  #watchIdle(idleMs: number): void {
    this.#takenAtMs = this.#clock.monotonicMs();
    const check = (): void => {
      const leftMs = this.#takenAtMs + idleMs - this.#clock.monotonicMs();
      if (leftMs > 0) this.#cancelIdleTimer = this.#clock.after(leftMs, check);
      else this.#expire(idleMs);
    };
    this.#cancelIdleTimer = this.#clock.after(idleMs, check);
  }

  #expire(idleMs: number): void {
    const message = `The subscription ${this.name} took no event for ${idleMs} ms and has ended.`;
    this.close(new HookloomError("SUBSCRIPTION_EXPIRED", message, { details: { subscription: this.name } }));
    this.#observer.expired(this);
  }
}

// Timers of Node overflow beyond it.
const MAX_TIMER_MS = 86_400_000;

function requireWhole(option: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new HookloomError("EVENT_OPTIONS_INVALID", `"${option}" must be an integer from 1 to ${most}, not ${value}.`);
}
