// All scripts of one language: owns the runner process they share, starts it when the first script comes, replaces it when
// it ends, and gives every script its cell. `sandboxed-script.ts` is one script in it.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError, toHookloomError } from "../foundation/errors.ts";
import type { AssetStore } from "./asset-store.ts";
import type { ScriptLanguage } from "./bridge.ts";
import type { HostServices } from "./host-services.ts";
import type { ScriptLogLine } from "./log-buffer.ts";
import type { Publication } from "./publications.ts";
import type { RunnerWalls } from "./runner-arguments.ts";
import { runnerCommand } from "./runner-command.ts";
import { RunnerProcess, type RunnerEvents } from "./runner-process.ts";

/** Told what happens in the sandbox; never asked. */
export interface SandboxObserver {
  /** Lines a script logged, and how many did not fit. */
  scriptLogged(scriptId: string, lines: readonly ScriptLogLine[], dropped: number): void;
  /** A runner process ended without being asked to. */
  runnerEnded(language: string): void;
  /** Something an operator should know. */
  notice(level: "debug" | "info" | "warn", message: string, details: Readonly<Record<string, unknown>>): void;
}

export interface SandboxOptions {
  readonly clock: Clock;
  readonly assets: AssetStore;
  readonly observer: SandboxObserver;
  /** What scripts can ask of the host. Default: nothing. */
  readonly services?: HostServices;
  /** Given the events a script published, and how many did not fit. Default: nobody wants them. */
  readonly onPublished?: (scriptId: string, publications: readonly Publication[], dropped: number) => void;
  /** Memory of one script in mebibytes; default: the language's. */
  readonly memoryLimitMb?: number;
}

const NO_SERVICES: HostServices = new Map();
const MINIMUM_MEMORY_MB = 8;
/** An isolate may take this many times its limit before V8 ends it. */
const ISOLATE_FACTOR = 2;
/** What a runner may grow by for its own work, such as frames on their way. */
const SLACK_MB = 96;

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "starting"; readonly runner: Promise<RunnerProcess> }
  | { readonly kind: "running"; readonly runner: RunnerProcess }
  | { readonly kind: "closed" };

/** Where a script lives: a cell of a runner. */
export interface CellPlace {
  readonly runner: RunnerProcess;
  readonly cell: number;
}

export class LanguageSandbox {
  readonly language: ScriptLanguage;
  readonly #options: SandboxOptions;
  readonly #scripts = new Map<number, string>();
  #state: State = { kind: "idle" };
  #nextCell = 1;
  #alone: Promise<unknown> = Promise.resolve();

  constructor(language: ScriptLanguage, options: SandboxOptions) {
    this.language = language;
    this.#options = options;
  }

  get memoryLimitMb(): number {
    const { memoryLimitMb, minimumMemoryMb = MINIMUM_MEMORY_MB } = this.language;
    return Math.max(this.#options.memoryLimitMb ?? memoryLimitMb, minimumMemoryMb);
  }

  /** Process ids of the runners that are alive. */
  pids(): number[] {
    return this.#state.kind === "running" ? [this.#state.runner.pid!] : [];
  }

  /** The walls a runner found around itself; starts one if need be. */
  async walls(): Promise<RunnerWalls> {
    return (await this.#runner()).walls;
  }

  /** The runner, started if need be, and a new cell in it for a script. */
  async place(scriptId: string): Promise<CellPlace> {
    const runner = await this.#runner();
    const cell = this.#nextCell;
    this.#nextCell += 1;
    this.#scripts.set(cell, scriptId);
    return { runner, cell };
  }

  /** Does loads one after another that were under way when a runner ended, so that only one of them can end the next. */
  alone<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
    const turn = this.#alone.then(load);
    this.#alone = turn.catch(() => undefined);
    return turn;
  }

  /** Gives a cell back. */
  release({ runner, cell }: CellPlace): void {
    this.#scripts.delete(cell);
    runner.unload(cell);
  }

  /** Throws the language's asset away and the runner with it, because the asset does not fit. */
  async discardAsset(runner: RunnerProcess): Promise<void> {
    await this.#options.assets.discard(this.language);
    await runner.kill();
  }

  /** Ends the runner; resolves when its process is gone. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "closed" };
    if (state.kind !== "running" && state.kind !== "starting") return;
    const runner = await Promise.resolve(state.runner).catch(() => undefined);
    await runner?.kill();
  }

  #runner(): Promise<RunnerProcess> | RunnerProcess {
    const state = this.#state;
    switch (state.kind) {
      case "running":
      case "starting":
        return state.runner;
      case "closed":
        throw new HookloomError("RUNTIME_CLOSED", "The runtime is closed.");
      case "idle": {
        const runner = this.#start();
        this.#state = { kind: "starting", runner };
        runner.then(
          (started) => this.#enter(runner, { kind: started.ended ? "idle" : "running", runner: started }),
          () => this.#enter(runner, { kind: "idle" }),
        );
        return runner;
      }
    }
  }

  // Takes a state over only if nothing else happened since the start began, such as a close.
  #enter(starting: Promise<RunnerProcess>, next: State): void {
    if (this.#state.kind === "starting" && this.#state.runner === starting) this.#state = next;
  }

  async #start(): Promise<RunnerProcess> {
    const { clock, assets, observer } = this.#options;
    const startedMs = clock.monotonicMs();
    const assetPath = assets.find(this.language) ?? (await this.#makeAsset());
    const runner = await RunnerProcess.start(this.#command(assetPath), clock, this.#events());
    observer.notice("debug", `started the ${this.language.name} runner`, {
      pid: runner.pid,
      walls: runner.walls,
      duration_ms: Math.round(clock.monotonicMs() - startedMs),
    });
    return runner;
  }

  // Without its asset the language works, only slower: not being able to make it is worth a warning, no more.
  async #makeAsset(): Promise<string | undefined> {
    const { asset, name } = this.language;
    if (asset === undefined) return undefined;
    const { clock, assets, observer } = this.#options;
    observer.notice("info", `preparing ${name}, once on this machine (a few seconds)`, {});
    let maker: RunnerProcess | undefined;
    try {
      maker = await RunnerProcess.start(this.#command(undefined), clock, {
        ...this.#events(),
        onEnd: () => {},
        allowedGrowth: () => Number.POSITIVE_INFINITY,
      });
      return await assets.save(this.language, await maker.makeAsset(asset.makeTimeoutMs));
    } catch (thrown) {
      const message = toHookloomError(thrown, "SANDBOX_START_FAILED").message;
      observer.notice("warn", `${name} starts slowly, because its snapshot could not be made: ${message}`, {});
      return undefined;
    } finally {
      await maker?.kill();
    }
  }

  #command(assetPath: string | undefined): string[] {
    return runnerCommand(this.language, this.memoryLimitMb, assetPath);
  }

  #events(): RunnerEvents {
    const { observer } = this.#options;
    return {
      onLog: (cell, lines, dropped) => {
        const scriptId = this.#scripts.get(cell);
        if (scriptId !== undefined) observer.scriptLogged(scriptId, lines, dropped);
      },
      onPublished: (cell, publications, dropped) => {
        const scriptId = this.#scripts.get(cell);
        if (scriptId !== undefined) this.#options.onPublished?.(scriptId, publications, dropped);
      },
      scriptIn: (cell) => this.#scripts.get(cell),
      services: this.#options.services ?? NO_SERVICES,
      onOutput: (text) => observer.notice("warn", `the ${this.language.name} runner says: ${text.trim()}`, {}),
      allowedGrowth: () => (this.#scripts.size * ISOLATE_FACTOR * this.memoryLimitMb + SLACK_MB) * 1024 * 1024,
      onEnd: (runner) => {
        if (this.#state.kind !== "running" || this.#state.runner !== runner) return;
        this.#state = { kind: "idle" };
        observer.runnerEnded(this.language.name);
      },
    };
  }
}
