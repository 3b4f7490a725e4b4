// What scripts can do with their state: the services of the kinds `state.*`. Whose state it is, the host knows; a script
// cannot name another's. What several share has a name of its own, which the config grants.

import { andThen } from "../../foundation/and-then.ts";
import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { HostCall, HostService, HostServices } from "../../sandbox/host-services.ts";
import { createPut, sharedOwner, type PutOptions } from "./put-value.ts";
import type { StateStore, StoredValue } from "./state-store.ts";

/** Which scripts may use which of the states that several share. */
export interface SharedStates {
  allowsState(scriptId: string, name: string): boolean;
  /** Told that a script wanted one that it may not use. */
  denied(scriptId: string, name: string): void;
}

export interface StateServiceOptions extends PutOptions {
  /** Default: nobody may use any. */
  readonly shared?: SharedStates;
  /** Lets a request for a script's own state through, holds it up, or throws. Default: all go through. */
  readonly admit?: (call: HostCall) => void | Promise<void>;
}

/** In UTF-16 units. */
const MAX_KEY_LENGTH = 500;
const MAX_LISTED_KEYS = 1000;
/** A window is kept in so many parts: its sum is as exact as one of them is short. */
const WINDOW_PARTS = 60;
const LONGEST_MS = 10 * 365 * 86_400_000;

/** The names of shared states. */
const SHARED_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

type Serve = (owner: string, given: JsonObject, scriptId: string) => JsonValue;

/** The services over a store. */
export function createStateServices(store: StateStore, clock: Clock, options: StateServiceOptions = {}): HostServices {
  const { admit, shared } = options;
  const put = createPut(store, options);
  const expiryOf = (ttlMs: number | undefined): number | undefined => (ttlMs === undefined ? undefined : clock.now() + ttlMs);
  const valueOf = (value: JsonValue, expiresMs: number | undefined): StoredValue => ({ text: JSON.stringify(value), expiresMs });
  const get = (owner: string, key: string): JsonValue => {
    const stored = store.get(owner, key);
    return stored === undefined ? null : (JSON.parse(stored.text) as JsonValue);
  };

  const ownerOf = (scriptId: string, { namespace }: JsonObject): string => {
    if (namespace === undefined || namespace === null) return scriptId;
    if (typeof namespace !== "string" || !SHARED_NAME.test(namespace)) {
      throw wrong("the name of a shared state is 1 to 100 letters, digits, dots, hyphens and underscores");
    }
    if (shared?.allowsState(scriptId, namespace) === true) return sharedOwner(namespace);
    shared?.denied(scriptId, namespace);
    const message = `state.shared: ${scriptId} may not use ${JSON.stringify(namespace)}: the config does not grant it.`;
    throw new HookloomError("PERMISSION_DENIED", message, { details: { script: scriptId, namespace } });
  };

  const increment: Serve = (owner, given, scriptId) => {
    const key = keyOf(given);
    const stored = store.get(owner, key);
    const before = stored === undefined ? 0 : (JSON.parse(stored.text) as JsonValue);
    if (typeof before !== "number") throw wrong(`the value of ${JSON.stringify(key)} is no number`);
    const after = before + numberOf(given, "by", 1);
    // A counter lives as long as it was given at first, however often it is counted up.
    put(owner, key, valueOf(after, stored === undefined ? expiryOf(ttlOf(given)) : stored.expiresMs), scriptId);
    return after;
  };

  const window: Serve = (owner, given, scriptId) => {
    const key = keyOf(given);
    const windowMs = numberOf(given, "window_ms");
    if (!(windowMs >= WINDOW_PARTS && windowMs <= LONGEST_MS)) throw wrong(`window_ms must be at least ${WINDOW_PARTS}`);
    const partMs = Math.ceil(windowMs / WINDOW_PARTS);
    const part = Math.floor(clock.now() / partMs);
    const stored = get(owner, key);
    const kept = isParts(stored) ? stored.filter(([at]) => at > part - WINDOW_PARTS && at <= part) : [];
    const current = kept.find(([at]) => at === part)?.[1] ?? 0;
    const parts = [...kept.filter(([at]) => at !== part), [part, current + numberOf(given, "by", 1)] as const];
    put(owner, key, valueOf(parts as unknown as JsonValue, expiryOf(windowMs)), scriptId);
    return parts.reduce((sum, [, amount]) => sum + amount, 0);
  };

  const service = (changes: boolean, act: Serve): HostService => ({
    changes,
    serve(call) {
      const { scriptId, arguments: given } = call;
      const owner = ownerOf(scriptId, given);
      return andThen(owner === scriptId ? admit?.(call) : undefined, () => act(owner, given, scriptId));
    },
  });
  const changing = (serve: Serve): HostService => service(true, (...asked) => store.atomically(() => serve(...asked)));
  const reading = (serve: Serve): HostService => service(false, serve);
  return new Map<string, HostService>([
    ["state.get", reading((owner, given) => get(owner, keyOf(given)))],
    ["state.keys", reading((owner, given) => store.keys(owner, prefixOf(given), MAX_LISTED_KEYS))],
    [
      "state.set",
      changing((owner, given, scriptId) => {
        if (given.value === undefined) throw wrong("a value is needed; delete(key) takes one away");
        put(owner, keyOf(given), valueOf(given.value, expiryOf(ttlOf(given))), scriptId);
        return null;
      }),
    ],
    ["state.delete", changing((owner, given) => store.delete(owner, keyOf(given)))],
    ["state.increment", changing(increment)],
    ["state.window", changing(window)],
  ]);
}

function keyOf({ key }: JsonObject): string {
  assertKey(key);
  return key;
}

/** @throws HookloomError STATE_REQUEST_INVALID */
export function assertKey(key: unknown): asserts key is string {
  if (typeof key === "string" && key !== "" && key.length <= MAX_KEY_LENGTH) return;
  throw wrong(`a key is a text of 1 to ${MAX_KEY_LENGTH} characters`);
}

function prefixOf({ prefix = "" }: JsonObject): string {
  if (typeof prefix === "string" && prefix.length <= MAX_KEY_LENGTH) return prefix;
  throw wrong("a prefix is a text");
}

function numberOf(given: JsonObject, name: string, fallback?: number): number {
  const value = given[name] ?? fallback;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw wrong(`${name} must be a number`);
}

function ttlOf({ ttl_ms }: JsonObject): number | undefined {
  if (ttl_ms === undefined || ttl_ms === null) return undefined;
  if (typeof ttl_ms === "number" && ttl_ms >= 1 && ttl_ms <= LONGEST_MS) return ttl_ms;
  throw wrong("ttl_ms must be a number of milliseconds above 0");
}

function isParts(value: JsonValue): value is (JsonValue & [number, number])[] {
  return Array.isArray(value) && value.every((part) => Array.isArray(part) && part.every(Number.isFinite));
}

function wrong(message: string): HookloomError {
  return new HookloomError("STATE_REQUEST_INVALID", `State: ${message}.`);
}
