// Events between scripts and the bus: what scripts publish goes onto it when it is granted, and what they subscribe to is
// delivered to them in batches, from a bounded queue each. `script-file.ts` opens the subscriptions of a version when it
// begins to serve; the sandbox tells of publications.

import type { EventBus } from "../../events/event-bus.ts";
import { toHookloomError, type HookloomError } from "../../foundation/errors.ts";
import { createDisposer, type Disposer } from "../../foundation/disposer.ts";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import { RingBuffer } from "../../foundation/ring-buffer.ts";
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
  eventsDropped(scriptId: string, dropped: number, why: "too many" | "queue full" | "loop"): void;
}

const QUEUE_CAPACITY = 10_000;
const BATCH = 100;
/** Wall time of one delivery, in milliseconds. */
const DELIVERY_TIMEOUT_MS = 1000;
/** How often an event may cause another through scripts, that one the next, and so on. */
const MAX_DEPTH = 8;

export class ScriptEvents {
  readonly #bus: EventBus;
  readonly #grants: ScriptGrants;
  readonly #observer: ScriptEventsObserver;
  readonly #deliveries = new Map<string, Set<Delivery>>();
  readonly #denials: Denials;

  constructor(bus: EventBus, grants: ScriptGrants, denials: Denials, observer: ScriptEventsObserver) {
    this.#bus = bus;
    this.#grants = grants;
    this.#denials = denials;
    this.#observer = observer;
  }

  /** Takes in what a script published, and how much it published too much. */
  published(scriptId: string, publications: readonly Publication[], dropped: number): void {
    if (dropped > 0) this.#observer.eventsDropped(scriptId, dropped, "too many");
    // What caused them is not known for sure: at worst the deepest of the events that the script is being told of.
    const depth = Math.max(0, ...[...this.#deliveriesOf(scriptId)].map(({ depth }) => depth));
    if (depth > MAX_DEPTH) return this.#observer.eventsDropped(scriptId, publications.length, "loop");
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
      if (!granted) this.#denials.tell(file, action, what);
    }
    const subscriptions = this.#grants.allowsSubscribing(file) ? script.report.subscriptions : [];
    const disposers = subscriptions.map(({ handle, pattern }) => {
      const delivery = new Delivery(script, handle, this.#observer);
      this.#deliveriesOf(file).add(delivery);
      // A script does not hear itself: what it published it knows.
      const listener = (event: UniversalEvent): void => {
        if (event.source.component !== file && this.#grants.allows("subscribe", file, event.event_type)) delivery.add(event);
      };
      const unsubscribe = this.#bus.subscribe(pattern, listener);
      return () => {
        unsubscribe();
        this.#deliveriesOf(file).delete(delivery);
        delivery.close();
      };
    });
    return createDisposer(() => {
      for (const dispose of disposers) dispose();
    });
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
  readonly #observer: ScriptEventsObserver;
  readonly #queue = new RingBuffer<UniversalEvent>(QUEUE_CAPACITY);
  #dropped = 0;
  #running = false;
  #closed = false;

  constructor(script: SandboxedScript, handle: number, observer: ScriptEventsObserver) {
    this.#script = script;
    this.#handle = handle;
    this.#observer = observer;
  }

  add(event: UniversalEvent): void {
    if (!this.#queue.push(event)) this.#dropped += 1;
    else if (!this.#running) void this.#run();
  }

  /** What is queued is not delivered any more. */
  close(): void {
    this.#closed = true;
    this.#queue.clear();
  }

  async #run(): Promise<void> {
    const { file } = this.#script.script;
    this.#running = true;
    while (this.#queue.length > 0 && !this.#closed) {
      const batch: UniversalEvent[] = [];
      while (batch.length < BATCH && this.#queue.length > 0) batch.push(this.#queue.shift()!);
      this.depth = Math.max(...batch.map(depthOf)) + 1;
      try {
        const faults = await this.#script.deliver(this.#handle, batch, DELIVERY_TIMEOUT_MS);
        for (const fault of faults) this.#observer.subscriberFailed(file, fault);
      } catch (thrown) {
        this.#observer.subscriberFailed(file, thrown as HookloomError);
      }
      if (this.#dropped > 0) this.#observer.eventsDropped(file, this.#dropped, "queue full");
      this.#dropped = 0;
    }
    this.depth = 0;
    this.#running = false;
  }
}

function depthOf({ metadata }: UniversalEvent): number {
  return typeof metadata?.depth === "number" ? metadata.depth : 0;
}
