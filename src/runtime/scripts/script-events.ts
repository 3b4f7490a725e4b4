// Events between scripts and the bus: what scripts publish goes onto it when it is granted, and what they subscribe to is
// delivered to them in batches, from the bounded queue of their subscription. `script-file.ts` opens the subscriptions of a version when it
// begins to serve; the sandbox tells of publications.

import { Burst } from "../../events/burst.ts";
import type { EventBus } from "../../events/event-bus.ts";
import type { EventStream } from "../../events/event-stream.ts";
import type { Clock } from "../../foundation/clock.ts";
import { HookloomError, toHookloomError } from "../../foundation/errors.ts";
import { createDisposer, type Disposer } from "../../foundation/disposer.ts";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import type { UniversalEvent } from "../../model/events.ts";
import type { Publication } from "../../sandbox/publications.ts";
import type { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import type { Denials } from "./denials.ts";
import type { ScriptGrants } from "./script-grants.ts";

/** Told what goes wrong; never asked. */
export interface ScriptEventsObserver {
  subscriberFailed(scriptId: string, error: HookloomError): void;
  /** Events that the bus does not take, and why it did not take the first of them. */
  eventsRefused(scriptId: string, refused: number, error: HookloomError): void;
  /** Events that a script published beyond what it may in a second, told once a burst. */
  eventsDropped(scriptId: string, dropped: number): void;
}

const BATCH = 100;
/** Wall time of one delivery, in milliseconds. */
const DELIVERY_TIMEOUT_MS = 1000;
/** How often an event may cause another through scripts, that one the next, and so on. */
const MAX_DEPTH = 8;
/** Types that a message names; there may be many. */
const MOST_NAMED = 3;

export class ScriptEvents {
  readonly #bus: EventBus;
  readonly #grants: ScriptGrants;
  readonly #observer: ScriptEventsObserver;
  readonly #deliveries = new Map<string, Set<Delivery>>();
  readonly #floods = new Map<string, Burst>();
  readonly #denials: Denials;
  readonly #clock: Clock;

  constructor(bus: EventBus, grants: ScriptGrants, denials: Denials, observer: ScriptEventsObserver, clock: Clock) {
    this.#clock = clock;
    this.#bus = bus;
    this.#grants = grants;
    this.#denials = denials;
    this.#observer = observer;
  }

  /** Takes in what a script published, and how much it published too much. */
  published(scriptId: string, publications: readonly Publication[], dropped: number): void {
    if (dropped > 0) this.#floodOf(scriptId).add(dropped);
    // What caused them is not known for sure: at worst the deepest of the events that the script is being told of.
    const depth = Math.max(0, ...[...this.#deliveriesOf(scriptId)].map(({ depth }) => depth));
    if (depth > MAX_DEPTH) return this.#observer.eventsRefused(scriptId, publications.length, endlessCause(publications));
    const refusals: HookloomError[] = [];
    for (const { type, data } of publications) {
      if (this.#grants.allows("publish", scriptId, type)) {
        try {
          this.#bus.publish(type, data, { component: scriptId }, depth === 0 ? undefined : { depth });
        } catch (thrown) {
          refusals.push(toHookloomError(thrown, "INTERNAL"));
        }
      } else this.#denials.tell(scriptId, "publish", type);
    }
    if (refusals.length > 0) this.#observer.eventsRefused(scriptId, refusals.length, refusals[0]!);
  }

  /** Opens the subscriptions of a script; the disposer ends them. */
  open(script: SandboxedScript): Disposer {
    const { file } = script.script;
    for (const { action, what, granted } of this.#grants.permissions(file, script.report)) {
      // A script without a module that it asks for was not loaded.
      if (!granted && action !== "modules") this.#denials.tell(file, action, what);
    }
    const subscriptions = this.#grants.allowsSubscribing(file) ? script.report.subscriptions : [];
    const disposers = subscriptions.map(({ handle, pattern }) => {
      const stream = this.#bus.stream(pattern, { name: `${file}#${handle}` });
      // A script does not hear itself: what it published it knows.
      const hears = ({ event_type, source }: UniversalEvent): boolean =>
        source.component !== file && this.#grants.allows("subscribe", file, event_type);
      const delivery = new Delivery(script, handle, hears, this.#observer);
      this.#deliveriesOf(file).add(delivery);
      void delivery.follow(stream);
      return () => {
        stream.close();
        this.#deliveriesOf(file).delete(delivery);
      };
    });
    return createDisposer(() => {
      for (const dispose of disposers) dispose();
    });
  }

  /** Tells what was not told yet. */
  close(): void {
    for (const flood of this.#floods.values()) flood.end();
  }

  #floodOf(scriptId: string): Burst {
    const report = (dropped: number): void => this.#observer.eventsDropped(scriptId, dropped);
    return getOrInsert(this.#floods, scriptId, () => new Burst(this.#clock, report));
  }

  #deliveriesOf(scriptId: string): Set<Delivery> {
    return getOrInsert(this.#deliveries, scriptId, () => new Set());
  }
}

/** One subscription of one version of a script. */
class Delivery {
  /** How deep in a chain of causes an event is that is published now; 0 when nothing is being delivered. */
  depth = 0;
  readonly #script: SandboxedScript;
  readonly #handle: number;
  readonly #hears: (event: UniversalEvent) => boolean;
  readonly #observer: ScriptEventsObserver;

  constructor(
    script: SandboxedScript,
    handle: number,
    hears: (event: UniversalEvent) => boolean,
    observer: ScriptEventsObserver,
  ) {
    this.#script = script;
    this.#handle = handle;
    this.#hears = hears;
    this.#observer = observer;
  }

  /** Delivers what comes, in batches of what has come meanwhile, until the stream ends. */
  async follow(stream: EventStream): Promise<void> {
    for await (const first of stream) {
      const batch = [first];
      while (batch.length < BATCH && stream.queued > 0) batch.push((await stream.next()).value!);
      const heard = batch.filter(this.#hears);
      if (heard.length > 0) await this.#deliver(heard);
    }
  }

  async #deliver(batch: readonly UniversalEvent[]): Promise<void> {
    const { file } = this.#script.script;
    this.depth = Math.max(...batch.map(depthOf)) + 1;
    try {
      const faults = await this.#script.deliver(this.#handle, batch, DELIVERY_TIMEOUT_MS);
      for (const fault of faults) this.#observer.subscriberFailed(file, fault);
    } catch (thrown) {
      this.#observer.subscriberFailed(file, thrown as HookloomError);
    }
    this.depth = 0;
  }
}

function depthOf({ metadata }: UniversalEvent): number {
  return typeof metadata?.depth === "number" ? metadata.depth : 0;
}

function endlessCause(publications: readonly Publication[]): HookloomError {
  const types = [...new Set(publications.map(({ type }) => JSON.stringify(type)))].slice(0, MOST_NAMED).join(", ");
  return new HookloomError("EVENT_LOOP", `Events cause each other more than ${MAX_DEPTH} steps deep; now ${types}.`);
}
