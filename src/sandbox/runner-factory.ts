// Starts the runner processes of one language. One is kept in reserve, so that a runner that ended is replaced at once: from the
// first on where runners are slow to start, else when one had to be replaced. `language-sandbox.ts` owns one of these.

import type { Clock } from "../foundation/clock.ts";
import { toHookloomError } from "../foundation/errors.ts";
import type { AssetStore } from "./asset-store.ts";
import type { ScriptLanguage } from "./bridge.ts";
import type { SandboxObserver } from "./language-sandbox.ts";
import { runnerCommand } from "./runner-command.ts";
import { RunnerProcess, type RunnerEvents } from "./runner-process.ts";

/** When the one in reserve is started: what starts the program is served first. */
const RESERVE_AFTER_MS = 2000;

export interface RunnerFactoryOptions {
  readonly clock: Clock;
  readonly assets: AssetStore;
  readonly observer: SandboxObserver;
  /** The most memory that one of its scripts has, in mebibytes. */
  readonly memoryLimitMb: number;
}

export class RunnerFactory {
  readonly #language: ScriptLanguage;
  readonly #options: RunnerFactoryOptions;
  readonly #events: RunnerEvents;
  #reserve: Promise<RunnerProcess> | undefined;
  #cancelTimer: (() => void) | undefined;
  #starts = 0;
  #closed = false;

  /** `events` are those of every runner it starts. */
  constructor(language: ScriptLanguage, options: RunnerFactoryOptions, events: RunnerEvents) {
    this.#language = language;
    this.#options = options;
    this.#events = events;
  }

  /** @throws HookloomError SANDBOX_START_FAILED */
  async start(): Promise<RunnerProcess> {
    const reserve = await this.#takeReserve();
    const runner = reserve ?? (await this.#startProcess());
    this.#scheduleReserve();
    return runner;
  }

  /** Ends the one in reserve. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await (await this.#takeReserve())?.kill();
  }

  async #takeReserve(): Promise<RunnerProcess | undefined> {
    const reserve = this.#reserve;
    this.#reserve = undefined;
    const runner = await reserve?.catch(() => undefined);
    return runner?.ended === false ? runner : undefined;
  }

  #scheduleReserve(): void {
    this.#starts += 1;
    const isNeeded = this.#language.slowToStart === true || this.#starts > 1;
    if (!isNeeded || this.#reserve !== undefined || this.#closed) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.after(RESERVE_AFTER_MS, () => {
      this.#reserve = this.#startProcess();
      // Whoever needs it finds out, and starts another.
      this.#reserve.catch(() => undefined);
    });
  }

  async #startProcess(): Promise<RunnerProcess> {
    const { clock, assets, observer } = this.#options;
    const startedMs = clock.monotonicMs();
    const assetPath = assets.find(this.#language) ?? (await this.#makeAsset());
    const runner = await RunnerProcess.start(this.#command(assetPath), clock, this.#events);
    observer.notice("debug", `started a ${this.#language.name} runner`, {
      pid: runner.pid,
      walls: runner.walls,
      duration_ms: Math.round(clock.monotonicMs() - startedMs),
    });
    return runner;
  }

  // Without its asset the language works, only slower: not being able to make it is worth a warning, no more.
  async #makeAsset(): Promise<string | undefined> {
    const { asset, name } = this.#language;
    if (asset === undefined) return undefined;
    const { clock, assets, observer } = this.#options;
    observer.notice("info", `preparing ${name}, once on this machine (a few seconds)`, {});
    let maker: RunnerProcess | undefined;
    try {
      maker = await RunnerProcess.start(this.#command(undefined), clock, {
        ...this.#events,
        onEnd: () => {},
        allowedGrowth: () => Number.POSITIVE_INFINITY,
      });
      return await assets.save(this.#language, await maker.makeAsset(asset.makeTimeoutMs));
    } catch (thrown) {
      const message = toHookloomError(thrown, "SANDBOX_START_FAILED").message;
      observer.notice("warn", `${name} starts slowly, because its snapshot could not be made: ${message}`, {});
      return undefined;
    } finally {
      await maker?.kill();
    }
  }

  #command(assetPath: string | undefined): string[] {
    return runnerCommand(this.#language, this.#options.memoryLimitMb, assetPath);
  }
}
