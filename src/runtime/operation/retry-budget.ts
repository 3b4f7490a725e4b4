// How often an operation is attempted, and how long is waited in between. The guard counts every attempt here, whatever led
// to it, so that no combination of policies goes on without end.

import type { RetryResult } from "../../model/results.ts";
import type { Bounds } from "./bounds.ts";

/** The longest wait between two attempts, in milliseconds, whatever a policy comes to. */
export const MAX_RETRY_DELAY_MS = 60_000;

/** How a policy spaces its attempts. */
export type BackoffPolicy = Pick<RetryResult, "delay_ms" | "backoff" | "jitter">;

/**
 * Milliseconds to wait before the given retry, 1 for the first. Fixed: always the same. Linear: as many times that. Exponential:
 * doubled each time. Jitter takes away up to half, `random` of it.
 */
export function retryDelayMs(policy: BackoffPolicy, retry: number, random: number): number {
  const { delay_ms, backoff, jitter } = policy;
  const factor = backoff === "fixed" ? 1 : backoff === "linear" ? retry : 2 ** (retry - 1);
  const delayMs = Math.min(delay_ms * factor, MAX_RETRY_DELAY_MS);
  return jitter ? delayMs - (delayMs / 2) * random : delayMs;
}

export class RetryBudget {
  readonly #bounds: Bounds;
  readonly #random: () => number;
  #attempts = 0;
  #policy: RetryResult | undefined;

  constructor(bounds: Bounds, random: () => number) {
    this.#bounds = bounds;
    this.#random = random;
  }

  /** Attempts begun so far, by whichever component. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Counts an attempt; its number. */
  begin(): number {
    this.#attempts += 1;
    return this.#attempts;
  }

  /** Takes a policy over: the last one that a hook answered is in force. */
  adopt(policy: RetryResult): void {
    this.#policy = policy;
  }

  /** Why a policy allows no attempt after those already made, or `undefined` when it does. */
  refusal(policy: RetryResult): string | undefined {
    if (this.#attempts >= policy.max_attempts) return `the operation was attempted ${this.#attempts} times already`;
    if (this.#bounds.aborted) return "the operation was given up";
    if (retryDelayMs(policy, this.#attempts, 0) >= this.#bounds.leftMs) return "the deadline would pass before the next attempt";
    return undefined;
  }

  /** How long to wait before the next attempt, or `undefined` when the policy in force allows none. */
  nextDelayMs(): number | undefined {
    const policy = this.#policy;
    if (policy === undefined || this.refusal(policy) !== undefined) return undefined;
    return retryDelayMs(policy, this.#attempts, this.#random());
  }
}
