// Puts a value into the state of a script, or into one that several share, within what may be kept there. The services of the
// state and migrations write with it.

import { HookloomError } from "../../foundation/errors.ts";
import {
  describeExceeded,
  howToRaise,
  SCRIPT_LIMITS,
  type ExceededLimit,
  type LimitName,
  type ScriptLimits,
} from "../../sandbox/limits.ts";
import type { StateStore, StoredValue } from "./state-store.ts";

/** What may be kept in one state. */
type StateLimits = Pick<ScriptLimits, "stateKeys" | "stateCharacters">;

export interface PutOptions {
  /** Default: those of the table. */
  readonly limitsOf?: (scriptId: string) => StateLimits;
  /** What may be kept in each shared state. Default: as above. */
  readonly sharedLimits?: () => StateLimits;
  /** Told of what was refused for being too much. */
  readonly onExceeded?: (scriptId: string, exceeded: ExceededLimit) => void;
}

/**
 * Puts a value for a script, by default the owner itself. Called within `StateStore.atomically`, as what was put is taken back
 * when it is too much.
 * @throws HookloomError STATE_LIMIT_EXCEEDED
 */
export type PutValue = (owner: string, key: string, value: StoredValue, scriptId?: string) => void;

const MAX_VALUE_LENGTH = 256 * 1024;
/** Begins the owners that are shared states. Ids of scripts are relative paths, so that none begins like this. */
const SHARED = "/shared/";

/** The owner in the store that is a shared state. */
export function sharedOwner(name: string): string {
  return `${SHARED}${name}`;
}

export function createPut(store: StateStore, options: PutOptions): PutValue {
  const { limitsOf = () => SCRIPT_LIMITS, sharedLimits = () => SCRIPT_LIMITS, onExceeded } = options;
  return (owner, key, value, scriptId = owner) => {
    const { text } = value;
    if (text.length > MAX_VALUE_LENGTH) throw tooMuch(scriptId, "the value", text.length, MAX_VALUE_LENGTH, "characters of JSON");
    store.set(owner, key, value);
    const isShared = owner.startsWith(SHARED);
    const title = isShared ? `the shared state ${JSON.stringify(owner.slice(SHARED.length))}` : "the state";
    const check = (name: LimitName, limit: number, used: number, unit: string): void => {
      if (used <= limit) return;
      const exceeded = isShared
        ? describeExceeded(name, title, limit, used, howToRaise(name, limit, "[limits]"))
        : describeExceeded(name, scriptId, limit, used);
      onExceeded?.(scriptId, exceeded);
      throw tooMuch(scriptId, title, used, limit, unit);
    };
    const { keys, length } = store.usage(owner);
    const { stateKeys, stateCharacters } = isShared ? sharedLimits() : limitsOf(owner);
    check("state_keys", stateKeys, keys, "keys");
    check("state_characters", stateCharacters, length, "characters");
  };
}

function tooMuch(scriptId: string, what: string, used: number, limit: number, unit: string): HookloomError {
  const message = `State of ${scriptId}: ${what} would have ${used} ${unit}; at most ${limit} are kept.`;
  return new HookloomError("STATE_LIMIT_EXCEEDED", message, { details: { script: scriptId, limit, used } });
}
