// Ends what takes too long in an isolate, while the runner's only thread is in it. isolated-vm's own time limit makes a timer for each
// call, which costs more than a short call takes and wakes a thread when the call is long over. Here one thread looks at the call under
// way every few milliseconds: an isolate of our own that holds the others, and has no script in it. `runner.ts` owns it.

import type ivm from "isolated-vm";

/** How often it looks while calls are made, in milliseconds. */
const LOOK_MS = 5;
/** Looks without a call, after which it sleeps until there is one. */
const IDLE_LOOKS = 10;
/** A step of the clock that is longer than this is the clock being set, or everything standing still; in looks. */
const LONGEST_STEP = 4;
const MEMORY_MB = 8;

/** Where each number stands in the memory that both sides share. */
const AT = {
  /** Changes when the watcher is to look at once. */
  wake: 0,
  /** 1 while it sleeps. */
  asleep: 1,
  /** 1 while it watches at all. */
  watching: 2,
  /** 1 when it is to stop. */
  stop: 3,
  /** The number of the call under way; 0 between calls, `ENDED` when it was ended. */
  call: 4,
  /** The number of the last call. */
  last: 5,
  /** Where its isolate stands, and its limit in milliseconds. */
  slot: 6,
  limitMs: 7,
} as const;
const ENDED = -1;
const MAX_CALL = 0x7fffffff;

const WATCHER = `"use strict";
const { wait, load, store, compareExchange } = Atomics;
const { now } = Date;
const isolates = [];
let seen = 0, seenMs = 0, looks = 0, idle = 0, lastMs = 0;
function watch() {
  try {
    lastMs = now();
    store(shared, ${AT.watching}, 1);
    while (load(shared, ${AT.stop}) === 0) look();
  } finally {
    store(shared, ${AT.watching}, 0);
  }
}
function look() {
  const last = load(shared, ${AT.last});
  if (load(shared, ${AT.call}) !== 0 || last !== looks) idle = 0;
  looks = last;
  if (idle === ${IDLE_LOOKS}) sleep();
  idle += 1;
  wait(shared, ${AT.wake}, load(shared, ${AT.wake}), ${LOOK_MS});
  const step = now() - lastMs;
  lastMs += step;
  const call = load(shared, ${AT.call});
  if (call !== seen) { seen = call; seenMs = 0; return; }
  if (call <= 0) return;
  // What the call took before it was seen first is no more than a look.
  seenMs += step < 0 || step > ${LONGEST_STEP * LOOK_MS} ? ${LOOK_MS} : step;
  if (seenMs < load(shared, ${AT.limitMs})) return;
  if (compareExchange(shared, ${AT.call}, call, ${ENDED}) === call) isolates[load(shared, ${AT.slot})].dispose();
}
function sleep() {
  const wake = load(shared, ${AT.wake});
  store(shared, ${AT.asleep}, 1);
  if (load(shared, ${AT.call}) === 0 && load(shared, ${AT.stop}) === 0) wait(shared, ${AT.wake}, wake);
  store(shared, ${AT.asleep}, 0);
  idle = 0;
  lastMs = now();
}
`;

export class Watchdog {
  readonly #isolate: ivm.Isolate;
  readonly #context: ivm.Context;
  readonly #shared: Int32Array;
  #call = 0;
  #slots = 0;
  readonly #freeSlots: number[] = [];
  #watching: Promise<unknown> = Promise.resolve();
  #changes: Promise<void> = Promise.resolve();

  private constructor(isolate: ivm.Isolate, context: ivm.Context, shared: Int32Array) {
    this.#isolate = isolate;
    this.#context = context;
    this.#shared = shared;
  }

  /** Makes the watcher. */
  static async create(ivmModule: typeof ivm): Promise<Watchdog> {
    const memory = new SharedArrayBuffer(4 * Object.keys(AT).length);
    const isolate = new ivmModule.Isolate({ memoryLimit: MEMORY_MB });
    const context = await isolate.createContext();
    await context.global.set("memory", new ivmModule.ExternalCopy(memory).copyInto());
    await context.eval(`const shared = new Int32Array(memory);${WATCHER}`);
    return new Watchdog(isolate, context, new Int32Array(memory));
  }

  /** Watches an isolate from now on; resolves to its slot, for `begin` and `remove`. */
  async add(isolate: ivm.Isolate): Promise<number> {
    const slot = this.#freeSlots.pop() ?? this.#slots++;
    await this.#change(async () => {
      await this.#context.global.set("added", isolate);
      await this.#context.eval(`isolates[${slot}] = added; added = undefined;`);
    });
    return slot;
  }

  /** The isolate of this slot is gone. */
  remove(slot: number): void {
    this.#freeSlots.push(slot);
  }

  /** Says that an isolate is entered now. False while nobody watches: then the call needs a limit of its own. */
  begin(slot: number, limitMs: number): boolean {
    const shared = this.#shared;
    if (Atomics.load(shared, AT.watching) === 0 || shared[AT.stop] === 1) return false;
    this.#call = this.#call === MAX_CALL ? 1 : this.#call + 1;
    shared[AT.slot] = slot;
    shared[AT.limitMs] = limitMs;
    Atomics.store(shared, AT.last, this.#call);
    Atomics.store(shared, AT.call, this.#call);
    if (Atomics.load(shared, AT.asleep) === 1) this.#wake();
    return true;
  }

  /** Says that it was left; whether it was in time. When not, the isolate is disposed, or will be at once. */
  end(): boolean {
    if (Atomics.compareExchange(this.#shared, AT.call, this.#call, 0) === this.#call) return true;
    Atomics.store(this.#shared, AT.call, 0);
    return false;
  }

  /** Stops watching. */
  async close(): Promise<void> {
    await this.#change(async () => {}, false);
    this.#isolate.dispose();
  }

  // Its isolate lets nobody else in while it watches.
  #change(change: () => Promise<void>, goesOn = true): Promise<void> {
    this.#changes = this.#changes.then(async () => {
      Atomics.store(this.#shared, AT.stop, 1);
      this.#wake();
      await this.#watching;
      await change();
      Atomics.store(this.#shared, AT.stop, 0);
      // When it fails it watches no more, which `begin` sees.
      if (goesOn) this.#watching = this.#context.eval("watch()").catch(() => undefined);
    });
    return this.#changes;
  }

  #wake(): void {
    Atomics.add(this.#shared, AT.wake, 1);
    Atomics.notify(this.#shared, AT.wake);
  }
}
