// Asks a hook point again and again, several at a time, and measures. `hookloom bench` calls it for each point.

import type { JsonObject } from "../../foundation/json.ts";
import type { HookObserver, PassedOver } from "../../hooks/executor.ts";
import type { RegisteredHook } from "../../hooks/registered-hook.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { LoadFigures } from "./service-level.ts";

export interface LoadOptions {
  readonly point: string;
  /** Asked in turn. */
  readonly payloads: readonly JsonObject[];
  /** Runs under way at the same time. */
  readonly concurrency: number;
  readonly durationMs: number;
  /** Before that, it is not measured. */
  readonly warmUpMs: number;
}

export interface LoadResult {
  readonly point: string;
  readonly runs: number;
  readonly figures: LoadFigures;
  /** How often a hook failed, by error code; one that its breaker kept from being asked counts as HOOK_BREAKER_OPEN. */
  readonly failures: Readonly<Record<string, number>>;
  /** Hooks that no payload concerned. */
  readonly neverAsked: readonly string[];
}

/** Runs the load. */
export async function runLoad(runtime: Runtime, options: LoadOptions): Promise<LoadResult> {
  const load = new Load(runtime, options);
  await load.until(options.warmUpMs);
  load.forget();
  const tookMs = await load.until(options.durationMs);
  return load.result(tookMs);
}

class Load {
  readonly #runtime: Runtime;
  readonly #options: LoadOptions;
  readonly #asked = new Set<string>();
  #failures = new Map<string, number>();
  #durationsMs: number[] = [];
  #failedRuns = 0;
  #next = 0;

  constructor(runtime: Runtime, options: LoadOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  /** Keeps as many runs under way as it should until the time is over; how long that took. */
  async until(durationMs: number): Promise<number> {
    const startedMs = performance.now();
    const workers = Array.from({ length: this.#options.concurrency }, () => this.#work(startedMs + durationMs));
    await Promise.all(workers);
    return performance.now() - startedMs;
  }

  forget(): void {
    this.#failures = new Map();
    this.#durationsMs = [];
    this.#failedRuns = 0;
  }

  result(tookMs: number): LoadResult {
    const { point } = this.#options;
    const sorted = Float64Array.from(this.#durationsMs).sort();
    const at = (part: number): number => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
    const figures = {
      average: sorted.reduce((sum, each) => sum + each, 0) / (sorted.length || 1),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: at(1),
      throughput: (sorted.length / tookMs) * 1000,
      success: 100 * (1 - this.#failedRuns / (sorted.length || 1)),
    };
    const standing = this.#runtime.hooks().filter((hook) => hook.point === point && hook.phase !== "observe");
    const neverAsked = standing.map(({ id }) => id).filter((id) => !this.#asked.has(id));
    return { point, runs: sorted.length, figures, failures: Object.fromEntries(this.#failures), neverAsked };
  }

  async #work(untilMs: number): Promise<void> {
    const { point, payloads } = this.#options;
    const watch = new FailureWatch(this.#asked, this.#failures);
    while (performance.now() < untilMs) {
      const data = payloads[this.#next++ % payloads.length]!;
      watch.anyFailed = false;
      const startedMs = performance.now();
      await this.#runtime.run(point, data, { observer: watch });
      this.#durationsMs.push(performance.now() - startedMs);
      if (watch.anyFailed) this.#failedRuns += 1;
    }
  }
}

/** Sees which hooks were asked and which failed. */
class FailureWatch implements HookObserver {
  readonly instant = true;
  readonly #asked: Set<string>;
  readonly #failures: Map<string, number>;
  anyFailed = false;

  constructor(asked: Set<string>, failures: Map<string, number>) {
    this.#asked = asked;
    this.#failures = failures;
  }

  executed({ id }: RegisteredHook): void {
    this.#asked.add(id);
  }

  failed({ id }: RegisteredHook, _context: unknown, { code }: { code: string }): void {
    this.#asked.add(id);
    this.#fail(code);
  }

  passedOver(_hook: RegisteredHook, _context: unknown, why: PassedOver): void {
    if (why === "breaker_open") this.#fail("HOOK_BREAKER_OPEN");
  }

  #fail(code: string): void {
    this.anyFailed = true;
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
  }
}
