// The last attempts to load a script, for whoever wonders since when it is as it is. `script-file.ts` keeps one per file.

import type { HookloomError } from "../../foundation/errors.ts";

/** One attempt. */
export interface ScriptLoad {
  /** When it began, in milliseconds since 1970. */
  readonly atMs: number;
  readonly durationMs: number;
  /** The SHA-256 of the text; absent when the text could not be read. */
  readonly version?: string;
  /** Why it was not loaded. */
  readonly error?: HookloomError;
}

const CAPACITY = 20;

export class LoadHistory {
  readonly #loads: ScriptLoad[] = [];

  add(load: ScriptLoad): void {
    this.#loads.unshift(load);
    this.#loads.length = Math.min(this.#loads.length, CAPACITY);
  }

  /** The newest first. */
  list(): readonly ScriptLoad[] {
    return [...this.#loads];
  }
}
