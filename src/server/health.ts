// Whether hooks are as quick as they should be, over the last minute: what `/healthz` and `/health/hooks` say. `server.ts` has the
// runtime tell it of every hook.

import type { Clock } from "../foundation/clock.ts";
import type { HookObserver } from "../hooks/executor.ts";

/** Hooks are too slow when their calls take so long on average, in milliseconds. */
const SLOW_AVERAGE_MS = 50;
/** A call that takes longer is a violation, in milliseconds. */
const SLOW_MS = 75;
/** Hooks are too slow, too, when there are more violations in a minute. */
const MOST_VIOLATIONS = 9;

const SECONDS = 60;

export type Health = { readonly status: "ok" } | { readonly status: "degraded"; readonly reasons: readonly string[] };

interface Second {
  at: number;
  calls: number;
  totalMs: number;
  violations: number;
}

export class HookHealth implements HookObserver {
  readonly instant = true;
  readonly #clock: Clock;
  /** A ring: what is older than a minute is written over. */
  readonly #seconds: Second[] = Array.from({ length: SECONDS }, () => ({ at: -1, calls: 0, totalMs: 0, violations: 0 }));

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  executed(_hook: unknown, _context: unknown, _result: unknown, durationMs: number): void {
    this.#add(durationMs);
  }

  failed(_hook: unknown, _context: unknown, _error: unknown, durationMs: number): void {
    this.#add(durationMs);
  }

  passedOver(): void {}

  /** Calls of the last minute, how long they took on average, and how many of them too long. */
  lastMinute(): { readonly calls: number; readonly averageMs: number; readonly violations: number } {
    const since = this.#now() - SECONDS;
    const recent = this.#seconds.filter(({ at }) => at > since);
    const sum = (count: "calls" | "totalMs" | "violations"): number => recent.reduce((total, each) => total + each[count], 0);
    const calls = sum("calls");
    return { calls, averageMs: sum("totalMs") / Math.max(1, calls), violations: sum("violations") };
  }

  /** How hooks were in the last minute. */
  get(): Health {
    const { averageMs, violations } = this.lastMinute();
    const reasons = [
      ...(averageMs >= SLOW_AVERAGE_MS
        ? [`hooks took ${averageMs.toFixed(1)} ms on average; less than ${SLOW_AVERAGE_MS} are expected`]
        : []),
      ...(violations > MOST_VIOLATIONS
        ? [`${violations} calls took longer than ${SLOW_MS} ms; ${MOST_VIOLATIONS} in a minute are expected at most`]
        : []),
    ];
    return reasons.length === 0 ? { status: "ok" } : { status: "degraded", reasons };
  }

  #add(durationMs: number): void {
    const now = this.#now();
    const second = this.#seconds[now % SECONDS]!;
    if (second.at !== now) Object.assign(second, { at: now, calls: 0, totalMs: 0, violations: 0 });
    second.calls += 1;
    second.totalMs += durationMs;
    if (durationMs > SLOW_MS) second.violations += 1;
  }

  #now(): number {
    return Math.floor(this.#clock.monotonicMs() / 1000);
  }
}
