// All scripts of one language: owns the runner processes they live in, starts one when a script comes, replaces it when it
// ends or when its memory has drifted, and gives every script its cell. `sandboxed-script.ts` is one script in it.

import type { Clock } from "../foundation/clock.ts";
import { HookloomError } from "../foundation/errors.ts";
import type { AssetStore } from "./asset-store.ts";
import type { ScriptLanguage } from "./bridge.ts";
import type { GuestScript } from "./guest-protocol.ts";
import type { HostServices } from "./host-services.ts";
import { describeExceeded, limitValue, SCRIPT_LIMITS, type ExceededLimit, type LimitName, type ScriptLimits } from "./limits.ts";
import type { ScriptLogLine } from "./log-buffer.ts";
import type { ScriptUse } from "./measurements.ts";
import type { Publication } from "./publications.ts";
import type { RunnerWalls } from "./runner-arguments.ts";
import { RunnerFactory } from "./runner-factory.ts";
import type { RunnerEvents, RunnerProcess } from "./runner-process.ts";
import type { SecretTokens, SecretView } from "./secret-tokens.ts";

/** Told what happens in the sandbox; never asked. */
export interface SandboxObserver {
  /** Lines a script logged, and how many did not fit. */
  scriptLogged(scriptId: string, lines: readonly ScriptLogLine[], dropped: number): void;
  /** A script wanted more than a limit of it allows. */
  limitExceeded(scriptId: string, exceeded: ExceededLimit): void;
  /** A script ended its runner so often that it is not run for a while. */
  scriptQuarantined(scriptId: string, kills: number, pauseMs: number): void;
  /** It is run again. */
  scriptReleased(scriptId: string): void;
  /** A runner process ended without being asked to. */
  runnerEnded(language: string): void;
  /** Something an operator should know. */
  notice(level: "debug" | "info" | "warn", message: string, details: Readonly<Record<string, unknown>>): void;
}

/** Which scripts share a runner process: all of a language, those of a group, or none. */
export const PLACEMENTS = ["language", "group", "script"] as const;
export type Placement = (typeof PLACEMENTS)[number];

/** What the host says of one script. */
export interface ScriptSetup {
  readonly limits: ScriptLimits;
  /** Scripts of one group share a runner where the placement is "group". */
  readonly group: string;
  /** Whether it gets secrets as they are, or tokens in their place. */
  readonly secrets: SecretView;
}

export interface SandboxOptions {
  readonly clock: Clock;
  readonly assets: AssetStore;
  readonly observer: SandboxObserver;
  /** What scripts can ask of the host. Default: nothing. */
  readonly services?: HostServices;
  /** Given the events a script published, and how many did not fit. Default: nobody wants them. */
  readonly onPublished?: (scriptId: string, publications: readonly Publication[], dropped: number) => void;
  /** Default "language". */
  readonly placement?: Placement;
  /** For the scripts that get tokens. Default: they get secrets as they are. */
  readonly tokens?: SecretTokens;
  /** Default: the limits of the table, no group, and secrets as they are. */
  readonly setupOf?: (scriptId: string) => ScriptSetup;
  /** The most memory that any script was given, in mebibytes. Default: the language's. */
  readonly largestMemoryMb?: number;
}

/** The limits of a script, with those of its language where the host has none of its own. */
export type CellLimits = ScriptLimits & { readonly memoryMb: number; readonly loadMs: number };

const NO_SERVICES: HostServices = new Map();
const DEFAULT_SETUP: ScriptSetup = { limits: SCRIPT_LIMITS, group: "", secrets: "plain" };
const MINIMUM_MEMORY_MB = 8;
/** An isolate may take this many times its limit before V8 ends it. */
const ISOLATE_FACTOR = 2;
/** What a runner may grow by for its own work, such as frames on their way. */
const SLACK_MB = 96;
const MIB = 1024 * 1024;
/** A runner is not recycled twice within this time. */
const RECYCLE_PAUSE_MS = 60_000;

type RunnerState =
  | { readonly kind: "starting"; readonly runner: Promise<RunnerProcess> }
  | { readonly kind: "running"; readonly runner: RunnerProcess };

/** The text of a script. Each version that is loaded has an object of its own, by which requests of one are told from those of another. */
export type ScriptSource = GuestScript;

/** Where a script lives: a cell of a runner. */
export interface CellPlace {
  readonly runner: RunnerProcess;
  readonly cell: number;
}

interface Tenant extends CellPlace {
  readonly script: ScriptSource;
  readonly memoryMb: number;
  /** Asks it to move to another runner. */
  readonly move: () => void;
}

export class LanguageSandbox {
  readonly language: ScriptLanguage;
  readonly #options: SandboxOptions;
  readonly #factory: RunnerFactory;
  readonly #tenants = new Map<number, Tenant>();
  /** By what the scripts in them have in common. */
  readonly #runners = new Map<string, RunnerState>();
  /** Runners that their scripts are leaving. */
  readonly #leaving = new Set<RunnerProcess>();
  /** Runners that were killed and whose processes may not be gone yet. */
  readonly #ending = new Set<Promise<void>>();
  readonly #recycledMs = new Map<string, number>();
  #nextCell = 1;
  #alone: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(language: ScriptLanguage, options: SandboxOptions) {
    this.language = language;
    this.#options = options;
    const memoryLimitMb = Math.max(options.largestMemoryMb ?? language.memoryLimitMb, this.#minimumMemoryMb);
    this.#factory = new RunnerFactory(language, { ...options, memoryLimitMb }, this.#events());
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  get observer(): SandboxObserver {
    return this.#options.observer;
  }

  get #minimumMemoryMb(): number {
    return this.language.minimumMemoryMb ?? MINIMUM_MEMORY_MB;
  }

  /** The limits of a script. */
  limitsOf(scriptId: string): CellLimits {
    const { limits } = this.#setupOf(scriptId);
    const { memoryMb = this.language.memoryLimitMb, loadMs = this.language.loadTimeoutMs } = limits;
    return { ...limits, memoryMb: Math.max(memoryMb, this.#minimumMemoryMb), loadMs };
  }

  /** What a script gets in the place of secrets; `undefined` when it gets them as they are. */
  tokensFor(scriptId: string): SecretTokens | undefined {
    return this.#setupOf(scriptId).secrets === "tokens" ? this.#options.tokens : undefined;
  }

  /** Process ids of the runners that scripts live in. */
  pids(): number[] {
    return this.#liveRunners().map(({ pid }) => pid!);
  }

  /** What its scripts take, by their ids; without those that are being loaded, and those whose runner does not say. */
  async measure(): Promise<ReadonlyMap<string, ScriptUse>> {
    const measured = await Promise.all(this.#liveRunners().map((runner) => runner.measure()));
    // Of a script that moves or is replaced, the newest place counts.
    const uses = measured.flat().toSorted((a, b) => a.cell - b.cell);
    return new Map(
      uses.flatMap(({ cell, memoryBytes, cpuMs }) => {
        const scriptId = this.#tenants.get(cell)?.script.file;
        return scriptId === undefined ? [] : [[scriptId, { memoryBytes, cpuMs }] as const];
      }),
    );
  }

  /** The walls a runner found around itself; starts one if need be. */
  async walls(): Promise<RunnerWalls> {
    const key = this.#runners.keys().next().value ?? "";
    return (await this.#runner(key)).walls;
  }

  /** A new cell for a script in its runner, started if need be; `move` is called when the script should leave it. */
  async place(script: ScriptSource, move: () => void): Promise<CellPlace> {
    const runner = await this.#runner(this.#keyOf(script.file));
    const cell = this.#nextCell;
    this.#nextCell += 1;
    this.#tenants.set(cell, { runner, cell, script, move, memoryMb: this.limitsOf(script.file).memoryMb });
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
    this.#tenants.delete(cell);
    runner.unload(cell);
    if (this.#leaving.has(runner) && this.#tenantsOf(runner).length === 0) {
      this.#leaving.delete(runner);
      void runner.kill();
    }
  }

  /**
   * Has the scripts of a runner move to a new one when it holds more memory than they explain, as runners do after many loads.
   * They are loaded there while they answer here.
   */
  recycleIfDrifted(runner: RunnerProcess): void {
    const key = this.#keyOfRunner(runner);
    if (key === undefined || runner.grownBytes() < this.#memoryOf(runner, 1) + (SLACK_MB / 2) * MIB) return;
    const now = this.clock.monotonicMs();
    if (now - (this.#recycledMs.get(key) ?? -Infinity) < RECYCLE_PAUSE_MS) return;
    this.#recycledMs.set(key, now);
    this.recycle(runner);
  }

  /** Has the scripts of a runner move to a new one, and ends it when they have left. */
  recycle(runner: RunnerProcess): void {
    const key = this.#keyOfRunner(runner);
    if (key === undefined) return;
    this.observer.notice("info", `recycling a ${this.language.name} runner`, {
      pid: runner.pid,
      grown_mb: Math.round(runner.grownBytes() / MIB),
    });
    this.#runners.delete(key);
    const tenants = this.#tenantsOf(runner);
    if (tenants.length === 0) return void runner.kill();
    this.#leaving.add(runner);
    for (const { move } of tenants) move();
  }

  /** Throws the language's asset away and the runner with it, because the asset does not fit. */
  async discardAsset(runner: RunnerProcess): Promise<void> {
    await this.#options.assets.discard(this.language);
    await runner.kill();
  }

  /** Ends the runners; resolves when their processes are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    const runners = [...this.#runners.values()].map(({ runner }) => Promise.resolve(runner).catch(() => undefined));
    this.#runners.clear();
    const ended = await Promise.all(runners);
    await Promise.all([...[...ended, ...this.#leaving].map((runner) => runner?.kill()), ...this.#ending]);
    await this.#factory.close();
  }

  #liveRunners(): RunnerProcess[] {
    const running = [...this.#runners.values()].filter((state) => state.kind === "running").map(({ runner }) => runner);
    return [...running, ...this.#leaving];
  }

  #runner(key: string): Promise<RunnerProcess> | RunnerProcess {
    if (this.#closed) throw new HookloomError("RUNTIME_CLOSED", "The runtime is closed.");
    const state = this.#runners.get(key);
    if (state !== undefined) return state.runner;
    const runner = this.#factory.start();
    const starting: RunnerState = { kind: "starting", runner };
    this.#runners.set(key, starting);
    runner.then(
      (started) => this.#enter(key, starting, started.ended ? undefined : { kind: "running", runner: started }),
      () => this.#enter(key, starting, undefined),
    );
    return runner;
  }

  // Takes a state over only if nothing else happened since the start began, such as a close.
  #enter(key: string, starting: RunnerState, next: RunnerState | undefined): void {
    if (this.#runners.get(key) !== starting) return;
    if (next === undefined) this.#runners.delete(key);
    else this.#runners.set(key, next);
  }

  #keyOf(scriptId: string): string {
    const { placement = "language" } = this.#options;
    if (placement === "language") return "";
    return placement === "script" ? scriptId : this.#setupOf(scriptId).group;
  }

  #keyOfRunner(runner: RunnerProcess): string | undefined {
    for (const [key, state] of this.#runners) if (state.runner === runner) return key;
    return undefined;
  }

  #setupOf(scriptId: string): ScriptSetup {
    return this.#options.setupOf?.(scriptId) ?? DEFAULT_SETUP;
  }

  #tenantsOf(runner: RunnerProcess): Tenant[] {
    return [...this.#tenants.values()].filter((tenant) => tenant.runner === runner);
  }

  /** What the scripts of a runner may hold, in bytes. */
  #memoryOf(runner: RunnerProcess, factor: number): number {
    return this.#tenantsOf(runner).reduce((sum, { memoryMb }) => sum + memoryMb * factor * MIB, 0);
  }

  #exceeded(scriptId: string, name: LimitName, used: number): void {
    const value = limitValue(this.limitsOf(scriptId), name);
    this.observer.limitExceeded(scriptId, describeExceeded(name, scriptId, value, used));
  }

  #events(): RunnerEvents {
    const { observer } = this.#options;
    const scriptIn = (cell: number): ScriptSource | undefined => this.#tenants.get(cell)?.script;
    return {
      onLog: (cell, lines, dropped) => {
        const scriptId = scriptIn(cell)?.file;
        if (scriptId === undefined) return;
        observer.scriptLogged(scriptId, lines, dropped);
        if (dropped > 0) this.#exceeded(scriptId, "log_lines_per_second", dropped);
      },
      onPublished: (cell, publications, dropped) => {
        const scriptId = scriptIn(cell)?.file;
        if (scriptId === undefined) return;
        this.#options.onPublished?.(scriptId, publications, dropped);
        if (dropped > 0) this.#exceeded(scriptId, "events_per_second", dropped);
      },
      onLimited: (cell, name, used) => {
        const scriptId = scriptIn(cell)?.file;
        if (scriptId !== undefined) this.#exceeded(scriptId, name, used);
      },
      scriptIn,
      services: this.#options.services ?? NO_SERVICES,
      onOutput: (text) => observer.notice("warn", `the ${this.language.name} runner says: ${text.trim()}`, {}),
      allowedGrowth: (runner) => this.#memoryOf(runner, ISOLATE_FACTOR) + SLACK_MB * MIB,
      onEnd: (runner) => {
        const key = this.#keyOfRunner(runner);
        const hadScripts = this.#leaving.delete(runner) || key !== undefined;
        if (key !== undefined) this.#runners.delete(key);
        const gone = runner.kill().then(() => void this.#ending.delete(gone));
        this.#ending.add(gone);
        if (hadScripts && !this.#closed) observer.runnerEnded(this.language.name);
      },
    };
  }
}
