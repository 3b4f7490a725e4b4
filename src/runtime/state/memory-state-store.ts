// State that is forgotten when the process ends: for hosts without a state folder, and for those that only try what hooks would
// answer, which begin with the state that is kept and leave it as it is.

import type { Clock } from "../../foundation/clock.ts";
import { getOrInsert } from "../../foundation/get-or-insert.ts";
import { entriesOf, type StateStore, type StateUsage, type StoredValue } from "./state-store.ts";

interface Owner {
  readonly values: Map<string, StoredValue>;
  /** Keys of values that expire. */
  readonly expiring: Set<string>;
  length: number;
}

export class MemoryStateStore implements StateStore {
  readonly #clock: Clock;
  readonly #source: StateStore | undefined;
  readonly #owners = new Map<string, Owner>();
  /** Takes back what is done atomically, the last first. */
  #undo: (() => void)[] | undefined;

  /** With a `source`, every owner begins with what it has there. */
  constructor(clock: Clock, source?: StateStore) {
    this.#clock = clock;
    this.#source = source;
  }

  get(owner: string, key: string): StoredValue | undefined {
    const value = this.#owner(owner).values.get(key);
    return value === undefined || this.#isGone(value) ? undefined : value;
  }

  set(owner: string, key: string, value: StoredValue): void {
    const before = this.#replace(owner, key, value);
    this.#undo?.push(() => void this.#replace(owner, key, before));
  }

  delete(owner: string, key: string): boolean {
    const before = this.#replace(owner, key, undefined);
    this.#undo?.push(() => void this.#replace(owner, key, before));
    return before !== undefined && !this.#isGone(before);
  }

  keys(owner: string, prefix: string, limit: number): string[] {
    const live = [...this.#owner(owner).values].filter(([key, value]) => key.startsWith(prefix) && !this.#isGone(value));
    return live
      .map(([key]) => key)
      .toSorted()
      .slice(0, limit);
  }

  usage(owner: string): StateUsage {
    const { values, expiring } = this.#owner(owner);
    for (const key of expiring) if (this.#isGone(values.get(key)!)) this.#replace(owner, key, undefined);
    return { keys: values.size, length: this.#owner(owner).length };
  }

  atomically<Value>(act: () => Value): Value {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      return act();
    } catch (thrown) {
      this.#undo = undefined;
      for (const step of undo.toReversed()) step();
      throw thrown;
    } finally {
      this.#undo = undefined;
    }
  }

  close(): void {
    this.#owners.clear();
    this.#source?.close();
  }

  #owner(name: string): Owner {
    return getOrInsert(this.#owners, name, () => this.#begin(name));
  }

  #begin(name: string): Owner {
    const owner: Owner = { values: new Map(), expiring: new Set(), length: 0 };
    for (const [key, value] of this.#source === undefined ? [] : entriesOf(this.#source, name)) {
      owner.values.set(key, value);
      owner.length += key.length + value.text.length;
      if (value.expiresMs !== undefined) owner.expiring.add(key);
    }
    return owner;
  }

  /** Puts a value in the place of another, or takes it away; answers the one before. */
  #replace(name: string, key: string, value: StoredValue | undefined): StoredValue | undefined {
    const owner = this.#owner(name);
    const before = owner.values.get(key);
    if (before !== undefined) owner.length -= key.length + before.text.length;
    if (value === undefined) owner.values.delete(key);
    else {
      owner.values.set(key, value);
      owner.length += key.length + value.text.length;
    }
    if (value?.expiresMs === undefined) owner.expiring.delete(key);
    else owner.expiring.add(key);
    return before;
  }

  #isGone({ expiresMs }: StoredValue): boolean {
    return expiresMs !== undefined && expiresMs <= this.#clock.now();
  }
}
