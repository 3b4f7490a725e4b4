// What scripts keep over their own life: keys and JSON texts, apart for each owner. Two stores fulfil it, in memory and in
// SQLite; one conformance suite holds both to it.

/** A value as it is kept. */
export interface StoredValue {
  /** JSON. */
  readonly text: string;
  /** When it is gone, in milliseconds since 1970; `undefined` when it stays. */
  readonly expiresMs: number | undefined;
}

/** What an owner keeps. */
export interface StateUsage {
  readonly keys: number;
  /** Characters of keys and texts. */
  readonly length: number;
}

export interface StateStore {
  /** The value of a key, unless it has expired. */
  get(owner: string, key: string): StoredValue | undefined;
  set(owner: string, key: string, value: StoredValue): void;
  /** Whether there was one. */
  delete(owner: string, key: string): boolean;
  /** Keys with a prefix that have not expired, sorted, at most `limit`. */
  keys(owner: string, prefix: string, limit: number): string[];
  /** What an owner keeps that has not expired. */
  usage(owner: string): StateUsage;
  /** Does several things as one: all of them or, when it throws, none. */
  atomically<Value>(act: () => Value): Value;
  close(): void;
}

/** What an owner keeps, and some of it by its keys. */
export interface ScriptState extends StateUsage {
  readonly entries: readonly (readonly [string, StoredValue])[];
}

/** Some of what an owner keeps, and how much it is in all. */
export function stateOf(store: StateStore, owner: string, prefix: string, limit: number): ScriptState {
  return { ...store.usage(owner), entries: entriesOf(store, owner, prefix, limit) };
}

/** What an owner keeps, by its keys, sorted. Default: all of it. */
export function entriesOf(
  store: StateStore,
  owner: string,
  prefix = "",
  limit = Number.MAX_SAFE_INTEGER,
): (readonly [string, StoredValue])[] {
  return store.keys(owner, prefix, limit).map((key) => [key, store.get(owner, key)!] as const);
}
