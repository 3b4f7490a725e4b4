// A script that did not load in its time may have been loaded on a machine that was busy, such as one that was just started. Nothing
// would be asked of it until its file changes, so it is tried again a few times. `script-file.ts` keeps one per file.

import type { Clock } from "../../foundation/clock.ts";
import type { ErrorCode } from "../../foundation/error-codes.ts";

/** Pauses before the next attempts, in milliseconds. */
const PAUSES_MS = [1000, 10_000, 60_000];
/** What may be the machine's doing rather than the script's. */
const RETRIED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["SCRIPT_LOAD_TIMED_OUT", "SANDBOX_START_FAILED"]);

export class LoadRetries {
  readonly #clock: Clock;
  readonly #load: () => void;
  #hash: string | undefined;
  #attempts = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, load: () => void) {
    this.#clock = clock;
    this.#load = load;
  }

  /** Plans the next attempt after one that failed; how long until then, in milliseconds, or `undefined` when there is none. */
  plan(code: ErrorCode, hash: string | undefined): number | undefined {
    this.cancel();
    if (hash !== this.#hash) this.#attempts = 0;
    this.#hash = hash;
    const pauseMs = RETRIED.has(code) ? PAUSES_MS[this.#attempts] : undefined;
    if (pauseMs === undefined) return undefined;
    this.#attempts += 1;
    this.#cancel = this.#clock.after(pauseMs, this.#load);
    return pauseMs;
  }

  /** Gives up what is planned. */
  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
