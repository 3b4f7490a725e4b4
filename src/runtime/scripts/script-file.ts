// One file of the scripts folder through its life: read, loaded, replaced when it changes, unloaded. The version that serves
// is replaced only by one that loaded and registered, so a broken file takes nothing away. `script-folder.ts` owns these.

import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../foundation/clock.ts";
import type { Disposer } from "../../foundation/disposer.ts";
import { HookloomError, toHookloomError } from "../../foundation/errors.ts";
import type { HookOptions } from "../../hooks/hook.ts";
import type { HookRegistry, Registration } from "../../hooks/registry.ts";
import { canonicalName } from "../../model/points/resolve-point.ts";
import type { LanguageSandbox } from "../../sandbox/language-sandbox.ts";
import type { GuestModule } from "../../sandbox/guest-protocol.ts";
import { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import { placeOf, readFields, readHookOptions, ScriptHook } from "../../sandbox/script-hook.ts";
import { hashOf, type Approvals } from "./approvals.ts";
import { LoadHistory, type ScriptLoad } from "./load-history.ts";
import { LoadRetries } from "./load-retries.ts";
import { readScript } from "./read-script.ts";
import type { Reports } from "../reports.ts";
import type { ScriptComponents } from "./script-components.ts";
import { FIRST_VERSION, type StateVersions } from "../state/state-versions.ts";
import type { ScriptEvents } from "./script-events.ts";
import type { ScriptSettings } from "./script-settings.ts";
import type { ScriptGrants, ScriptPermission } from "./script-grants.ts";
import type { SharedModules } from "./shared-modules.ts";

/** What a file of the folder currently is. */
export type ScriptStatus =
  | { readonly kind: "loading" }
  | { readonly kind: "serving"; readonly version: string; readonly hooks: number }
  /** The newest text is broken; `serving` says whether an older one still answers. */
  | { readonly kind: "broken"; readonly error: HookloomError; readonly serving: boolean }
  | { readonly kind: "unloaded" };

export interface ScriptFileOptions {
  /** Path below the folder, with forward slashes. */
  readonly id: string;
  readonly path: string;
  readonly sandbox: LanguageSandbox;
  readonly registry: HookRegistry;
  readonly reports: Reports;
  readonly settings: ScriptSettings;
  readonly clock: Clock;
  readonly grants: ScriptGrants;
  readonly modules: SharedModules;
  /** Only texts that it has are loaded. Default: all are. */
  readonly approvals?: Approvals;
  /** Default: scripts are told of no events, as when they are only checked. */
  readonly events?: ScriptEvents;
  /** Default: nobody can reach the components of scripts. */
  readonly components?: ScriptComponents;
  /** Default: the state is not looked at, as when scripts are only checked. */
  readonly versions?: StateVersions;
  /** Whether a script that did not load in time is tried again. Default: no, as when scripts are only checked. */
  readonly retries?: boolean;
  /** Resolves when every run that is under way now has ended. */
  quiesce(): Promise<void>;
}

interface Version {
  readonly hash: string;
  readonly modules: readonly GuestModule[];
  readonly script: SandboxedScript;
  readonly unregister: Disposer;
  /** Ends its subscriptions. */
  readonly unsubscribe: Disposer | undefined;
}

/** An editor that first empties a file is given this long to fill it again, in milliseconds. */
const EMPTY_FILE_GRACE_MS = 50;

export class ScriptFile {
  readonly #options: ScriptFileOptions;
  #serving: Version | undefined;
  #status: ScriptStatus = { kind: "loading" };
  #turn: Promise<void> = Promise.resolve();
  readonly #history = new LoadHistory();
  readonly #retries: LoadRetries | undefined;

  constructor(options: ScriptFileOptions) {
    this.#options = options;
    if (options.retries === true) this.#retries = new LoadRetries(options.clock, () => void this.refresh());
  }

  get id(): string {
    return this.#options.id;
  }

  get language(): string {
    return this.#options.sandbox.language.name;
  }

  get status(): ScriptStatus {
    return this.#status;
  }

  /** The number of the version that serves. */
  get version(): number | undefined {
    return this.#serving && (this.#serving.script.report.script?.version ?? FIRST_VERSION);
  }

  /** What the version that serves asks to be allowed, and whether the config grants it. */
  get permissions(): ScriptPermission[] {
    return this.#serving === undefined ? [] : this.#options.grants.permissions(this.id, this.#serving.script.report);
  }

  /** Why the version that serves is not run for now. */
  get quarantine(): HookloomError | undefined {
    return this.#serving?.script.quarantine;
  }

  /** The last attempts to load it, the newest first. */
  get loads(): readonly ScriptLoad[] {
    return this.#history.list();
  }

  /** The text of the file as it is now. @throws HookloomError SCRIPT_UNREADABLE */
  source(): Promise<string> {
    return this.#read();
  }

  /**
   * Approves the text of the file if it has this hash, and loads it.
   * @throws HookloomError APPROVAL_REFUSED, SCRIPT_UNREADABLE
   */
  async approve(hash: string): Promise<void> {
    const { approvals, clock } = this.#options;
    if (approvals === undefined) throw this.#notApproved("runs without being approved, as all scripts do");
    const source = await this.#read();
    if (hashOf(source) !== hash) throw this.#notApproved(`has the version ${hashOf(source)} by now, not ${hash}`);
    approvals.approve(this.id, source, new Date(clock.now()));
    await this.refresh();
  }

  #notApproved(why: string): HookloomError {
    return new HookloomError("APPROVAL_REFUSED", `${this.id} ${why}.`, { details: { script: this.id } });
  }

  /** Has the version that serves run again at once if it is not for now; resolves when it is, or cannot be. */
  async release(): Promise<void> {
    await this.#serving?.script.release();
  }

  /** Loads the file's current text if it, or a module it may import, is not what serves. Never rejects: what goes wrong is reported. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#refresh());
  }

  /** Loads the file's current text even if it is the one that serves, because what its version was loaded with has changed. */
  reload(): Promise<void> {
    return this.#inTurn(() => this.#refresh(true));
  }

  /** Unregisters its hooks; runs under way are still answered. */
  unload(): Promise<void> {
    return this.#inTurn(async () => {
      this.#retries?.cancel();
      const version = this.#serving;
      this.#serving = undefined;
      this.#status = { kind: "unloaded" };
      if (version === undefined) return;
      version.unregister();
      version.unsubscribe?.();
      this.#options.components?.removeOwned(this.id);
      this.#options.reports.scriptUnloaded(this.id);
      await this.#retire(version);
    });
  }

  // One change of a file after another, in the order in which they were noticed.
  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(act);
    return this.#turn;
  }

  async #refresh(isForced = false): Promise<void> {
    const { clock, reports, approvals, sandbox } = this.#options;
    const startedMs = clock.monotonicMs();
    const atMs = clock.now();
    const before = this.#serving;
    let hash: string | undefined;
    this.#retries?.cancel();
    try {
      const source = await this.#read();
      hash = hashOf(source);
      const modules = await this.#options.modules.of(this.id, sandbox.language.extensions);
      if (hash === before?.hash && isDeepStrictEqual(modules, before.modules) && !isForced) {
        this.#status = { kind: "serving", version: hash, hooks: before.script.hooks.length };
        return;
      }
      approvals?.require(this.id, source);
      const script = await SandboxedScript.load(sandbox, { file: this.id, source, modules });
      const unregister = await this.#takeOver(script, before);
      before?.unsubscribe?.();
      this.#serving = { hash, modules, script, unregister, unsubscribe: this.#options.events?.open(script) };
      this.#status = { kind: "serving", version: hash, hooks: script.hooks.length };
      const durationMs = clock.monotonicMs() - startedMs;
      this.#history.add({ atMs, durationMs, version: hash });
      reports.scriptLoaded(this.id, { hooks: script.hooks.length, durationMs, reloaded: before !== undefined });
      if (before !== undefined) void this.#retire(before);
    } catch (thrown) {
      const error = toHookloomError(thrown, "SCRIPT_LOAD_FAILED");
      this.#status = { kind: "broken", error, serving: before !== undefined };
      const durationMs = clock.monotonicMs() - startedMs;
      this.#history.add({ atMs, durationMs, error, ...(hash !== undefined && { version: hash }) });
      const retryMs = this.#retries?.plan(error.code, hash);
      reports.scriptFailed(this.id, error, { lastGoodServes: before !== undefined, retryMs });
    }
  }

  /** Unloads a version that is not registered any more. Runs that began before may still be about to ask it. */
  async #retire(version: Version): Promise<void> {
    await this.#options.quiesce();
    await version.script.unload();
  }

  /** Has a version take the place of the one before, with its state; when that fails, everything stays as it was. */
  async #takeOver(script: SandboxedScript, before: Version | undefined): Promise<Disposer> {
    const { versions, settings } = this.#options;
    const timeoutMs = settings.of(this.id).limits.maxTimeoutMs;
    let unregister: Disposer | undefined;
    const act = (): Disposer => (unregister = this.#register(script));
    try {
      return versions === undefined ? act() : await versions.takeOver(script, { before: before?.script, timeoutMs, act });
    } catch (thrown) {
      if (unregister !== undefined) this.#giveBack(unregister, before);
      await script.unload();
      throw thrown;
    }
  }

  // Its hooks were in place, and then its state could not be written.
  #giveBack(unregister: Disposer, before: Version | undefined): void {
    unregister();
    if (before !== undefined) this.#serving = { ...before, unregister: this.#register(before.script) };
  }

  #register(script: SandboxedScript): Disposer {
    const { registry, settings, id, components } = this.#options;
    const { limits } = settings.of(id);
    const required = new Set(settings.required.get(id)?.map(canonicalName));
    components?.assertFree(script);
    const registrations = script.hooks.map((hook, index): Registration => {
      const asked = readHookOptions(hook, index, id, limits);
      const isRequired = asked.phase !== "observe" && required.has(canonicalName(hook.point));
      const options: HookOptions = isRequired ? { ...asked, failureMode: "fail_closed" } : asked;
      const place = placeOf(hook, id);
      return {
        point: hook.point,
        hook: new ScriptHook(script, hook.handle, options.timeoutMs!, readFields(hook, id)),
        options,
        place,
      };
    });
    const unregister = registry.replaceOwned(id, registrations);
    components?.replaceOwned(script);
    return unregister;
  }

  async #read(): Promise<string> {
    const { id, path, clock } = this.#options;
    const source = await readScript(id, path);
    if (source !== "" || this.#serving === undefined) return source;
    await new Promise<void>((resolve) => void clock.after(EMPTY_FILE_GRACE_MS, resolve));
    return readScript(id, path);
  }
}
