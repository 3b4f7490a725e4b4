// Puts a value into the state of a script, within what the script may keep. The services of the state and migrations write with it.

import { HookloomError } from "../../foundation/errors.ts";
import { describeExceeded, SCRIPT_LIMITS, type ExceededLimit, type ScriptLimits } from "../../sandbox/limits.ts";
import type { StateStore, StoredValue } from "./state-store.ts";

/** What one script may keep. */
type StateLimits = Pick<ScriptLimits, "stateKeys" | "stateCharacters">;

export interface PutOptions {
  /** Default: those of the table. */
  readonly limitsOf?: (scriptId: string) => StateLimits;
  /** Told of what was refused for being too much. */
  readonly onExceeded?: (scriptId: string, exceeded: ExceededLimit) => void;
}

/**
 * Called within `StateStore.atomically`, as what was put is taken back when it is too much.
 * @throws HookloomError STATE_LIMIT_EXCEEDED
 */
export type PutValue = (owner: string, key: string, value: StoredValue) => void;

const MAX_VALUE_LENGTH = 256 * 1024;

export function createPut(store: StateStore, { limitsOf = () => SCRIPT_LIMITS, onExceeded }: PutOptions): PutValue {
  return (owner, key, value) => {
    const { text } = value;
    if (text.length > MAX_VALUE_LENGTH) throw tooMuch(owner, "the value", text.length, MAX_VALUE_LENGTH, "characters of JSON");
    store.set(owner, key, value);
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
}

function tooMuch(owner: string, what: string, used: number, limit: number, unit: string): HookloomError {
  const message = `State of ${owner}: ${what} would have ${used} ${unit}; at most ${limit} are kept.`;
  return new HookloomError("STATE_LIMIT_EXCEEDED", message, { details: { script: owner, limit, used } });
}
