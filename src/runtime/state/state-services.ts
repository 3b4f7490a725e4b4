// What scripts can do with their state: the services of the kinds `state.*`. Whose state it is, the host knows; a script
// cannot name another's.

import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { JsonObject, JsonValue } from "../../foundation/json.ts";
import type { HostService, HostServices } from "../../sandbox/host-services.ts";
import { describeExceeded, SCRIPT_LIMITS, type ExceededLimit, type ScriptLimits } from "../../sandbox/limits.ts";
import type { StateStore } from "./state-store.ts";

/** What one script may keep. */
export type StateLimits = Pick<ScriptLimits, "stateKeys" | "stateCharacters">;

export interface StateServiceOptions {
  /** Default: those of the table. */
  readonly limitsOf?: (scriptId: string) => StateLimits;
  /** Told of what was refused for being too much. */
  readonly onExceeded?: (scriptId: string, exceeded: ExceededLimit) => void;
}

const MAX_KEY_LENGTH = 500;
const MAX_VALUE_LENGTH = 256 * 1024;
const MAX_LISTED_KEYS = 1000;
/** A window is kept in so many parts: its sum is as exact as one of them is short. */
const WINDOW_PARTS = 60;
const LONGEST_MS = 10 * 365 * 86_400_000;

type Serve = (owner: string, given: JsonObject) => JsonValue;

/** The services over a store. */
export function createStateServices(store: StateStore, clock: Clock, options: StateServiceOptions = {}): HostServices {
  const { limitsOf = () => SCRIPT_LIMITS, onExceeded } = options;
  const put = (owner: string, key: string, value: JsonValue, ttlMs: number | undefined): void => {
    const text = JSON.stringify(value);
    if (text.length > MAX_VALUE_LENGTH) throw tooMuch(owner, "the value", text.length, MAX_VALUE_LENGTH, "characters of JSON");
    store.set(owner, key, { text, expiresMs: ttlMs === undefined ? undefined : clock.now() + ttlMs });
    const { keys, length } = store.usage(owner);
    const { stateKeys, stateCharacters } = limitsOf(owner);
    if (keys > stateKeys) {
      onExceeded?.(owner, describeExceeded("state_keys", owner, stateKeys, keys));
      throw tooMuch(owner, "the state", keys, stateKeys, "keys");
    }
    if (length > stateCharacters) {
      onExceeded?.(owner, describeExceeded("state_characters", owner, stateCharacters, length));
      throw tooMuch(owner, "the state", length, stateCharacters, "characters");
    }
  };
  const get = (owner: string, key: string): JsonValue => {
    const stored = store.get(owner, key);
    return stored === undefined ? null : (JSON.parse(stored.text) as JsonValue);
  };

  const increment: Serve = (owner, given) => {
    const key = keyOf(given);
    const stored = store.get(owner, key);
    const before = stored === undefined ? 0 : (JSON.parse(stored.text) as JsonValue);
    if (typeof before !== "number") throw wrong(`the value of ${JSON.stringify(key)} is no number`);
    const after = before + numberOf(given, "by", 1);
    // A counter lives as long as it was given at first, however often it is counted up.
    const remainingMs = stored?.expiresMs === undefined ? undefined : stored.expiresMs - clock.now();
    put(owner, key, after, stored === undefined ? ttlOf(given) : remainingMs);
    return after;
  };

  const window: Serve = (owner, given) => {
    const key = keyOf(given);
    const windowMs = numberOf(given, "window_ms");
    if (!(windowMs >= WINDOW_PARTS && windowMs <= LONGEST_MS)) throw wrong(`window_ms must be at least ${WINDOW_PARTS}`);
    const partMs = Math.ceil(windowMs / WINDOW_PARTS);
    const part = Math.floor(clock.now() / partMs);
    const stored = get(owner, key);
    const kept = isParts(stored) ? stored.filter(([at]) => at > part - WINDOW_PARTS && at <= part) : [];
    const current = kept.find(([at]) => at === part)?.[1] ?? 0;
    const parts = [...kept.filter(([at]) => at !== part), [part, current + numberOf(given, "by", 1)] as const];
    put(owner, key, parts as unknown as JsonValue, windowMs);
    return parts.reduce((sum, [, amount]) => sum + amount, 0);
  };

  const changing = (serve: Serve): HostService => ({
    changes: true,
    serve: ({ scriptId, arguments: given }) => store.atomically(() => serve(scriptId, given)),
  });
  const reading = (serve: Serve): HostService => ({
    changes: false,
    serve: ({ scriptId, arguments: given }) => serve(scriptId, given),
  });
  return new Map<string, HostService>([
    ["state.get", reading((owner, given) => get(owner, keyOf(given)))],
    ["state.keys", reading((owner, given) => store.keys(owner, prefixOf(given), MAX_LISTED_KEYS))],
    [
      "state.set",
      changing((owner, given) => {
        if (given.value === undefined) throw wrong("a value is needed; delete(key) takes one away");
        put(owner, keyOf(given), given.value, ttlOf(given));
        return null;
      }),
    ],
    ["state.delete", changing((owner, given) => store.delete(owner, keyOf(given)))],
    ["state.increment", changing(increment)],
    ["state.window", changing(window)],
  ]);
}

function keyOf({ key }: JsonObject): string {
  if (typeof key === "string" && key !== "" && key.length <= MAX_KEY_LENGTH) return key;
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

function tooMuch(owner: string, what: string, used: number, limit: number, unit: string): HookloomError {
  return new HookloomError(
    "STATE_LIMIT_EXCEEDED",
    `State of ${owner}: ${what} would have ${used} ${unit}; at most ${limit} are kept.`,
    {
      details: { script: owner, limit, used },
    },
  );
}
