// The runtime: puts registry, executor, event bus, sandbox and scripts folder together. Hosts get it from `createRuntime`
// in src/index.ts; the command line and the daemon use it the same way.

import type { EventBus } from "../events/event-bus.ts";
import type { EventListener, ListenerSubscription } from "../events/listening.ts";
import type { SubscriptionOptions } from "../events/subscription.ts";
import { systemClock, type Clock } from "../foundation/clock.ts";
import type { Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import { everyStep } from "../foundation/every-step.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { JsonObject } from "../foundation/json.ts";
import type { ResultReview } from "../hooks/accept-answer.ts";
import { HookExecutor, type HookObserver, type RunOptions } from "../hooks/executor.ts";
import type { Hook, HookFunction, HookOptions } from "../hooks/hook.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import { HookRegistry, type Registration } from "../hooks/registry.ts";
import { ObserverList } from "../hooks/observer-list.ts";
import type { HookOutcome } from "../model/outcome.ts";
import type { PointData } from "../model/points/point-data.ts";
import { createJsonLogger, type Logger } from "../observability/logger.ts";
import type { ScriptLanguage } from "../sandbox/bridge.ts";
import type { LayerName, SandboxLayer } from "../sandbox/layers.ts";
import { defaultCacheFolder } from "./user-folders.ts";
import { Builtins } from "./builtins.ts";
import { createBus, createEmit } from "./create-bus.ts";
import type { RunExplanation } from "./explain/explain-run.ts";
import type { HostEffect } from "./explain/run-record.ts";
import { RunHistory } from "./explain/run-history.ts";
import { HookCompositions } from "./hook-compositions.ts";
import { HookSwitches } from "./hook-switches.ts";
import { ComponentRegistry } from "./operation/components.ts";
import { OperationGuard } from "./operation/guard.ts";
import type { OperationScope } from "./operation/operation-scope.ts";
import type { Operation, OperationOptions } from "./operation/operation.ts";
import { ResultCache, type CachedResults } from "./operation/result-cache.ts";
import { instrument, type Instrumentation } from "./instrument.ts";
import { Plugins } from "./plugins.ts";
import { Reports } from "./reports.ts";
import { RunTracker } from "./run-tracker.ts";
import type { ChangeableOptions, RuntimeOptions } from "./runtime-options.ts";
import { Scripts, type ScriptInfo, type ScriptOperations } from "./scripts/scripts.ts";
import type { CommandRules } from "./scripts/check-services.ts";
import { ScriptSettings } from "./scripts/script-settings.ts";
import { SwitchFile } from "./switch-file.ts";

/** The event bus, which ends with its runtime only. */
export type RuntimeEvents = Omit<EventBus, "close">;

/** How long subscribers may take for what is still in their queues when the runtime is closed. */
const LAST_EVENTS_MS = 1000;

export class Runtime {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #registry: HookRegistry;
  readonly #executor: HookExecutor;
  readonly #observers: ObserverList;
  readonly #scripts: Scripts;
  readonly #history: RunHistory | undefined;
  readonly #builtins: Builtins;
  #commandRules: CommandRules | undefined;
  #ready = false;
  #closed = false;
  #closing: Promise<void> | undefined;
  readonly #guard: OperationGuard;
  readonly #runs = new RunTracker();
  // Apart from the runs: scripts are unloaded without waiting for operations, which may take for ever.
  readonly #operations = new RunTracker();
  /** What hooks can name in `redirect`, `replace` and `fork`. */
  readonly components = new ComponentRegistry();
  readonly cache: CachedResults;
  /** Native hooks that come and go together. */
  readonly plugins: Plugins;
  /** Everything that happens, and what the host publishes itself. */
  readonly events: RuntimeEvents;
  /** Hooks that are asked together. */
  readonly compositions: HookCompositions;
  /** Switches hooks off and on while the host runs. */
  readonly switches: HookSwitches;

  /** Use `createRuntime`. */
  constructor(languages: readonly ScriptLanguage[], options: RuntimeOptions) {
    const { clock = systemClock, newId = uuidSource, logger = createJsonLogger("warn") } = options;
    this.#clock = clock;
    this.#commandRules = options.builtin?.commandGuard;
    this.#bus = createBus(options, clock, newId, logger);
    this.events = this.#bus;
    const reports = new Reports(this.#bus, logger);
    this.#registry = new HookRegistry(clock, options.breaker);
    this.plugins = new Plugins(this.#registry, (plugin, fault) =>
      logger.error({ plugin }, `the plugin ${plugin} did not end well: ${String(fault)}`),
    );
    for (const point of options.points ?? []) this.#registry.declarePoint(point);
    this.compositions = new HookCompositions(this.#registry, options.compositions, () => this.scripts());
    this.switches = new HookSwitches(this.#registry, {
      clock,
      onChange: (hookId, state) => reports.hookSwitched(hookId, state),
      ...(options.profile && { profile: options.profile }),
      ...(options.stateDir !== undefined && { file: new SwitchFile(options.stateDir) }),
    });
    const { keptRuns = 0, onRun } = options;
    if (keptRuns > 0 || onRun !== undefined) {
      this.#history = new RunHistory({ capacity: keptRuns, clock, newId, onEnded: onRun });
    }
    const environment = { newId, emit: createEmit(this.#bus, logger) };
    const observers = new ObserverList(reports);
    this.#observers = observers;
    this.#executor = new HookExecutor(this.#registry, clock, environment, observers, (told) => void this.#runs.track(told));
    this.#builtins = this.#createBuiltins(options, observers, logger);
    const cache = new ResultCache(clock, options.maxCachedResults);
    this.cache = cache;
    this.#guard = new OperationGuard({
      registry: this.#registry,
      components: this.components,
      cache,
      bus: this.#bus,
      clock,
      newId,
      random: options.random ?? Math.random,
      ask: (point, data, runOptions, review) => this.#ask(point, data, runOptions, review),
    });
    this.#scripts = new Scripts(languages, {
      folder: options.scriptsDir,
      only: options.onlyScripts,
      cacheDir: options.cacheDir ?? defaultCacheFolder(),
      stateDir: options.stateDir,
      trial: options.trial === true,
      grants: options.grants,
      settings: new ScriptSettings(options.limits, options.scripts),
      placement: options.placement,
      trust: options.trust,
      commandRules: () => this.#commandRules,
      clock,
      registry: this.#registry,
      bus: this.#bus,
      reports,
      quiesce: () => this.#runs.quiesce(),
    });
    this.components.addSource(this.#scripts.components);
  }

  /** Loads the folder and begins to follow it. Called once, by `createRuntime`. */
  async start(watch: boolean, required: readonly LayerName[] = []): Promise<void> {
    await this.#builtins.open();
    await this.#scripts.start(watch, required);
    this.#ready = true;
  }

  /** Whether every script was loaded, or reported, and the runtime is open. */
  get ready(): boolean {
    return this.#ready && !this.#closed;
  }

  /**
   * Asks the hooks of a point: a plain outcome when all of them answered synchronously, else a promise of one.
   * @throws HookloomError POINT_UNKNOWN, POINT_DATA_INVALID, RUNTIME_CLOSED. Faults of hooks are never thrown.
   */
  run<const Name extends string>(point: Name, data: PointData<Name>, options?: RunOptions): HookOutcome | Promise<HookOutcome> {
    this.#assertOpen();
    return this.#ask(point, data, options);
  }

  /**
   * The last runs that were made under a correlation id: what each hook said, how long it took, and what it changed. Empty when
   * there are none any more.
   * @throws HookloomError RUNS_NOT_KEPT
   */
  explain(correlationId: string): RunExplanation[] {
    return this.#keptRuns().explain(correlationId);
  }

  /** Adds to the explanation of the last run of a point what the host did with its outcome; nothing where no runs are kept. */
  noteEffect(correlationId: string, point: string, effect: HostEffect): void {
    this.#history?.noteEffect(correlationId, point, effect);
  }

  /** The last runs, the newest first. @throws HookloomError RUNS_NOT_KEPT */
  recentRuns(limit = 50): RunExplanation[] {
    return this.#keptRuns().recent(limit);
  }

  /**
   * Performs an operation with the hooks before and after it, and does what they answer: changes its data and its value,
   * cancels it, has it performed elsewhere, again, several times at once, or not at all because a result is kept.
   * Rejects with `HookCancelled`, or with what the operation threw.
   * @throws HookloomError POINT_UNKNOWN, POINT_DATA_INVALID, OPERATION_INVALID, RUNTIME_CLOSED, all of them by rejecting
   */
  guard<Value, const Name extends string = string>(operation: Operation<Value, Name>): Promise<Value> {
    try {
      this.#assertOpen();
      const performed = operation as unknown as Operation<Value>;
      const traced = this.#builtins.tracing === undefined ? this.#guard.run(performed) : this.#traceOperation(performed);
      return this.#operations.track(traced);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  /**
   * Asks the hooks before an operation that a block of the host's own code performs; those after it are asked when the scope
   * ends. What needs the operation to be performed by somebody else or again is not possible there.
   * Rejects with `HookCancelled`.
   */
  async operation<Value = unknown>(operation: OperationOptions): Promise<OperationScope<Value>> {
    this.#assertOpen();
    return this.#guard.open<Value>(operation);
  }

  /**
   * Registers a native hook; the disposer unregisters it.
   * @throws HookloomError POINT_UNKNOWN, HOOK_OPTIONS_INVALID, HOOK_ID_TAKEN
   */
  register<const Name extends string>(point: Name, hook: Hook | HookFunction<PointData<Name>>, options?: HookOptions): Disposer {
    return this.#registry.register(point, hook as Hook | HookFunction, options);
  }

  /**
   * Puts hooks around methods of an object; the disposer takes them away. See `instrument`.
   * @throws HookloomError OPERATION_INVALID
   */
  instrument<Target extends object>(target: Target, methods: Instrumentation<Target>): Disposer {
    return instrument(target, methods, (operation) => this.guard(operation));
  }

  /** Registers all of them or, when one is refused, none. */
  registerMultiple(registrations: readonly Registration[]): Disposer {
    return this.#registry.registerMultiple(registrations);
  }

  /** Unregisters a hook by id; whether there was one. */
  unregister(id: string): boolean {
    return this.#registry.unregister(id);
  }

  /** Ids of all hooks, point by point, in the order they are asked. */
  hookNames(): string[] {
    return this.#registry.hookNames();
  }

  /** Number of hooks, of all points or of one. */
  count(point?: string): number {
    return this.#registry.count(point);
  }

  /** All hooks, point by point, in the order they are asked. */
  hooks(): readonly RegisteredHook[] {
    return this.#registry.list();
  }

  /** The scripts of the folder and what became of them. */
  scripts(): ScriptInfo[] {
    return this.#scripts.list();
  }

  /** What operators do with single scripts. */
  get scriptOperations(): ScriptOperations {
    return this.#scripts;
  }

  /**
   * Calls the listener with every event whose type matches, such as `script.*` or `hook.failed`; the disposer ends it.
   * @throws HookloomError EVENT_PATTERN_INVALID, EVENT_OPTIONS_INVALID, RUNTIME_CLOSED
   */
  subscribe(pattern: string, listener: EventListener, options?: SubscriptionOptions): ListenerSubscription {
    return this.#bus.subscribe(pattern, listener, options);
  }

  /** Tells the observer about every hook that is asked, or is not; the disposer ends it. It must return at once. */
  observe(observer: HookObserver): Disposer {
    return this.#observers.add(observer);
  }

  /** What the built-in `metrics` counts, in the text format of Prometheus; `undefined` when it is not enabled. */
  async metrics(): Promise<string | undefined> {
    return this.#builtins.metrics();
  }

  /** Loads what is new or changed in the folder, for hosts that do not watch it. */
  async reload(): Promise<void> {
    await this.#scripts.reload();
  }

  /**
   * Takes other settings while it runs; those that are absent are as if nothing was said of them. Built-in hooks whose settings
   * changed are opened anew, and scripts that other limits or grants concern are loaded anew. Points can only be added. It waits
   * for runs under way, so no hook can wait for it.
   * @throws HookloomError CONFIG_INVALID and what built-in hooks throw when they open; then nothing has changed
   */
  async reconfigure(settings: ChangeableOptions): Promise<void> {
    this.#assertOpen();
    for (const point of settings.points ?? []) this.#registry.declarePoint(point);
    const { compositions = {}, plugins = {}, builtin } = settings;
    await this.compositions.changeWhile(compositions, () => this.plugins.useWhile(plugins, () => this.#builtins.reopen(builtin)));
    this.#commandRules = builtin?.commandGuard;
    this.switches.useProfile(settings.profile);
    await this.#scripts.reconfigure(settings);
  }

  /**
   * Resolves when every run and every guarded operation that is under way now has ended, and what built-in hooks took down of them
   * is written or sent. New ones are still accepted.
   */
  async drain(): Promise<void> {
    await this.#quiesce();
    await this.#builtins.drain();
  }

  async #quiesce(): Promise<void> {
    await Promise.all([this.#operations.quiesce(), this.#runs.quiesce()]);
  }

  /** Refuses new runs, waits for those under way, and ends everything: watcher, scripts, runner processes. */
  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await everyStep([
      () => this.#quiesce(),
      // The last operations told hooks that only observe, and did not wait for them.
      () => this.#runs.quiesce(),
      () => this.#scripts.close(),
      () => this.plugins.close(),
      () => this.#builtins.close(),
      () => this.switches.close(),
      () => this.#closeBus(),
    ]);
  }

  async #closeBus(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancelTimer = this.#clock.after(LAST_EVENTS_MS, resolve);
    await Promise.race([this.#bus.drain(), late]);
    cancelTimer();
    await this.#bus.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #assertOpen(): void {
    if (this.#closed) throw new HookloomError("RUNTIME_CLOSED", "The runtime is closed.");
  }

  #ask(point: string, data: JsonObject, options?: RunOptions, review?: ResultReview): HookOutcome | Promise<HookOutcome> {
    // The closures are in methods of their own: here they would cost every run without hooks an allocation.
    if (this.#builtins.tracing !== undefined) return this.#tracked(this.#trace(point, data, options, review));
    return this.#tracked(this.#record(point, data, options, review));
  }

  #traceOperation<Value>(operation: Operation<Value>): Promise<Value> {
    return this.#builtins.tracing!.operation(operation.point, operation, () => this.#guard.run(operation));
  }

  #trace(point: string, data: JsonObject, options?: RunOptions, review?: ResultReview): HookOutcome | Promise<HookOutcome> {
    return this.#builtins.tracing!.dispatch(point, options, () => this.#record(point, data, options, review));
  }

  #record(point: string, data: JsonObject, options?: RunOptions, review?: ResultReview): HookOutcome | Promise<HookOutcome> {
    if (this.#history === undefined) return this.#executor.run(point, data, options, review);
    return this.#remember(point, data, options, review);
  }

  #remember(point: string, data: JsonObject, options?: RunOptions, review?: ResultReview): HookOutcome | Promise<HookOutcome> {
    return this.#history!.record(point, data, options, (recorded) => this.#executor.run(point, data, recorded, review));
  }

  #keptRuns(): RunHistory {
    if (this.#history !== undefined) return this.#history;
    throw new HookloomError("RUNS_NOT_KEPT", "This runtime keeps no runs, so none can be explained.");
  }

  #tracked(outcome: HookOutcome | Promise<HookOutcome>): HookOutcome | Promise<HookOutcome> {
    return outcome instanceof Promise ? this.#runs.track(outcome) : outcome;
  }

  #createBuiltins(options: RuntimeOptions, observers: ObserverList, logger: Logger): Builtins {
    const tell = (point: string, data: JsonObject, correlationId: string): void =>
      void this.#tracked(this.#executor.run(point, data, { correlationId }));
    const quiesce = (): Promise<void> => this.#runs.quiesce();
    const ask = (point: string, data: JsonObject, details: RunOptions) => this.#ask(point, data, details);
    const parts = { clock: this.#clock, registry: this.#registry, bus: this.#bus, observers, logger };
    return new Builtins({ host: options, ...parts, tell, ask, quiesce });
  }

  /** The layers of the sandbox on this machine, and why one is missing. Starts a runner process if none is there. */
  async layers(): Promise<SandboxLayer[]> {
    return this.#scripts.layers();
  }

  /** Process ids of the runners that are alive, for whoever measures or supervises. */
  runnerPids(): number[] {
    return this.#scripts.runnerPids();
  }
}

/** Creates and starts a runtime with these languages; `prepare` is given it before the first script is loaded. */
export async function startRuntime(
  languages: readonly ScriptLanguage[],
  options: RuntimeOptions,
  prepare?: (runtime: Runtime) => Promise<void>,
): Promise<Runtime> {
  const runtime = new Runtime(languages, options);
  try {
    await prepare?.(runtime);
    await runtime.plugins.use(options.plugins ?? {});
    await runtime.start(options.watch ?? true, options.requireLayers);
    return runtime;
  } catch (thrown) {
    await runtime.close();
    throw thrown;
  }
}
