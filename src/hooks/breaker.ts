// The circuit breaker of one hook: a hook that keeps failing is not asked for a while, so that it slows nobody down.
// The executor asks `admit` before and reports after every call.

import type { Clock } from "../foundation/clock.ts";

export interface BreakerOptions {
  /** Consecutive failures that open it. Default 5. */
  readonly failureThreshold: number;
  /** Consecutive successes in half-open that close it. Default 2. */
  readonly successThreshold: number;
  /** How long it stays open, in milliseconds. Default 30000. */
  readonly openMs: number;
  /** A call slower than this counts as a failure, in milliseconds. Default 100. */
  readonly slowMs: number;
}

export const BREAKER_DEFAULTS: BreakerOptions = Object.freeze({
  failureThreshold: 5,
  successThreshold: 2,
  openMs: 30_000,
  slowMs: 100,
});

export type BreakerState =
  | { readonly kind: "closed"; readonly failures: number }
  | { readonly kind: "open"; readonly untilMs: number }
  | { readonly kind: "half_open"; readonly successes: number; readonly probing: boolean };

const CLOSED: BreakerState = Object.freeze({ kind: "closed", failures: 0 });

/** Closed: every call passes. Open: none does. Half-open: one at a time, to try. */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #options: BreakerOptions;
  #state: BreakerState = CLOSED;
  /** How often it has opened. Calls let through before the last time have nothing to say any more. */
  #openings = 0;

  constructor(clock: Clock, options: BreakerOptions = BREAKER_DEFAULTS) {
    this.#clock = clock;
    this.#options = options;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** A ticket when a call may be made now, else `undefined`. It must be handed in with `succeeded` or `failed`. */
  admit(): number | undefined {
    const state = this.#state;
    if (state.kind === "open") {
      if (this.#clock.monotonicMs() < state.untilMs) return undefined;
      this.#state = { kind: "half_open", successes: 0, probing: true };
    } else if (state.kind === "half_open") {
      if (state.probing) return undefined;
      this.#state = { kind: "half_open", successes: state.successes, probing: true };
    }
    return this.#openings;
  }

  /** Records an answered call; a slow one counts as failed. */
  succeeded(ticket: number, durationMs: number): void {
    if (durationMs > this.#options.slowMs) {
      this.failed(ticket);
      return;
    }
    if (ticket !== this.#openings) return;
    const state = this.#state;
    if (state.kind === "closed") {
      if (state.failures > 0) this.#state = CLOSED;
    } else if (state.kind === "half_open") {
      const successes = state.successes + 1;
      this.#state = successes >= this.#options.successThreshold ? CLOSED : { kind: "half_open", successes, probing: false };
    }
  }

  /** Records a failed call. A call that was let through before the breaker opened changes nothing any more. */
  failed(ticket: number): void {
    if (ticket !== this.#openings) return;
    const state = this.#state;
    const failures = state.kind === "closed" ? state.failures + 1 : this.#options.failureThreshold;
    if (failures < this.#options.failureThreshold) {
      this.#state = { kind: "closed", failures };
    } else {
      this.#openings += 1;
      this.#state = { kind: "open", untilMs: this.#clock.monotonicMs() + this.#options.openMs };
    }
  }
}
