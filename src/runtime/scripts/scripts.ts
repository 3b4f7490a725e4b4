// Everything about the scripts of a runtime: their sandboxes, their folder, and what they can reach, which is their state, events
// and components. `runtime.ts` owns one.

import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { EventBus } from "../../events/event-bus.ts";
import type { Clock } from "../../foundation/clock.ts";
import { HookloomError } from "../../foundation/errors.ts";
import type { HookRegistry } from "../../hooks/registry.ts";
import type { ScriptLanguage } from "../../sandbox/bridge.ts";
import { probeConfinement } from "../../sandbox/confinement.ts";
import type { LanguageSandbox, Placement } from "../../sandbox/language-sandbox.ts";
import { describeLayers, requireLayers, type LayerName, type SandboxLayer } from "../../sandbox/layers.ts";
import { Approvals, type Trust } from "./approvals.ts";
import { createSandboxes } from "./create-sandboxes.ts";
import { Denials } from "./denials.ts";
import { KeyedTokens } from "./keyed-tokens.ts";
import { createCheckServices, type CommandRules } from "./check-services.ts";
import { createHttpServices } from "../http/http-services.ts";
import type { Reports } from "../reports.ts";
import type { RuntimeOptions } from "../runtime-options.ts";
import { ScriptComponents } from "./script-components.ts";
import { ScriptEvents } from "./script-events.ts";
import type { ScriptUse } from "../../sandbox/measurements.ts";
import { didYouMean, suggestNames } from "../../foundation/suggest.ts";
import type { ScriptLoad } from "./load-history.ts";
import type { ScriptFile, ScriptStatus } from "./script-file.ts";
import { RequiredScripts } from "./required-scripts.ts";
import { ScriptFolder } from "./script-folder.ts";
import { ScriptGrants, type Grant, type ScriptPermission } from "./script-grants.ts";
import { requiredOf, type ScriptSettings } from "./script-settings.ts";
import { MemoryStateStore } from "../state/memory-state-store.ts";
import { SqliteStateStore } from "../state/sqlite-state-store.ts";
import { createPut, type PutOptions } from "../state/put-value.ts";
import { createStateServices } from "../state/state-services.ts";
import { stateOf, type ScriptState, type StateStore } from "../state/state-store.ts";
import { StateVersions } from "../state/state-versions.ts";

export interface ScriptsOptions {
  readonly folder: string | undefined;
  readonly only: ((id: string) => boolean) | undefined;
  readonly cacheDir: string;
  /** Without it, what scripts keep is forgotten at the end. */
  readonly stateDir: string | undefined;
  /** Whether what scripts keep is left as it is. */
  readonly trial: boolean;
  readonly grants: Readonly<Record<string, Grant>> | undefined;
  readonly settings: ScriptSettings;
  readonly placement: Placement | undefined;
  readonly trust: Trust | undefined;
  /** The operator's rules for commands, as they are now. */
  commandRules(): CommandRules | undefined;
  readonly clock: Clock;
  readonly registry: HookRegistry;
  readonly bus: EventBus;
  readonly reports: Reports;
  /** Resolves when every run that is under way now has ended. */
  quiesce(): Promise<void>;
}

/** A script of the folder, for lists. */
export interface ScriptInfo {
  readonly id: string;
  readonly language: string;
  readonly status: ScriptStatus;
  /** What the version that serves says it is, which its state is of as well; 1 when it says nothing. */
  readonly version: number | undefined;
  /** What the version that serves asks to be allowed, and whether the config grants it. */
  readonly permissions: readonly ScriptPermission[];
  /** What the config grants it, whether it asks for it or not. */
  readonly granted: readonly Grant[];
  /** Why the version that serves is not run for now, when it has ended its runner again and again. */
  readonly quarantine: HookloomError | undefined;
  /** The last attempts to load it, the newest first. */
  readonly loads: readonly ScriptLoad[];
}

/** What operators do with single scripts; rejects with SCRIPT_UNKNOWN when there is none of an id. */
export type ScriptOperations = Pick<Scripts, "measure" | "approve" | "release" | "source" | "state">;

export class Scripts {
  readonly components: ScriptComponents;
  readonly #sandboxes: readonly LanguageSandbox[];
  readonly #store: StateStore;
  readonly #reports: Reports;
  readonly #events: ScriptEvents;
  readonly #folder: ScriptFolder | undefined;
  readonly #settings: ScriptSettings;
  readonly #grants: ScriptGrants;
  readonly #required: RequiredScripts;

  /** @throws HookloomError SCRIPTS_FOLDER_MISSING, STATE_UNREADABLE, CONFIG_INVALID */
  constructor(languages: readonly ScriptLanguage[], options: ScriptsOptions) {
    const { folder, cacheDir, stateDir, settings, placement, clock, registry, bus, reports, quiesce } = options;
    this.components = new ScriptComponents(() => settings.general.maxTimeoutMs);
    this.#store = openStore(options);
    const grants = new ScriptGrants(options.grants);
    this.#settings = settings;
    this.#grants = grants;
    const denials = new Denials(reports);
    const limits: PutOptions = {
      limitsOf: (scriptId) => settings.of(scriptId).limits,
      sharedLimits: () => settings.general,
      onExceeded: (scriptId, exceeded) => reports.limitExceeded(scriptId, exceeded),
    };
    const versions = new StateVersions(this.#store, createPut(this.#store, limits), reports);
    const state = createStateServices(this.#store, clock, {
      ...limits,
      shared: {
        allowsState: (scriptId, name) => grants.allowsState(scriptId, name),
        denied: (scriptId, name) => denials.tell(scriptId, "state", name),
      },
      admit: (call) => versions.admit(call),
    });
    const services = new Map([
      ...state,
      ...createHttpServices({ grants, denials }),
      ...createCheckServices(clock, () => options.commandRules()),
    ]);
    const events = new ScriptEvents(bus, grants, denials, reports, clock);
    this.#events = events;
    this.#reports = reports;
    this.#sandboxes = createSandboxes(languages, {
      clock,
      cacheDir,
      observer: reports,
      scripts: settings,
      ...(placement && { placement }),
      services,
      tokens: new KeyedTokens(randomBytes(32)),
      onPublished: (scriptId, publications, dropped) => events.published(scriptId, publications, dropped),
    });
    const { components } = this;
    this.#required = new RequiredScripts(registry, settings.required, {
      isWanted: options.only ?? (() => true),
      statusOf: (scriptId) => this.#files().find(({ id }) => id === scriptId)?.status,
    });
    const common = { retries: true, registry, reports, settings, clock, grants, events, components, versions, quiesce };
    const surroundings = { sandboxes: this.#sandboxes, ...common };
    const approvals = options.trust === "pinned" ? { approvals: openApprovals(stateDir) } : {};
    this.#folder =
      folder === undefined ? undefined : new ScriptFolder({ ...surroundings, ...approvals, folder, only: options.only });
  }

  /** Loads the folder and begins to follow it. @throws HookloomError SANDBOX_LAYER_MISSING */
  async start(watch: boolean, required: readonly LayerName[]): Promise<void> {
    if (required.length > 0) requireLayers(required, await this.layers());
    if (watch) await this.#folder?.watch();
    await this.#folder?.refresh();
    this.#tellMissing();
  }

  #tellMissing(): void {
    for (const error of this.#required.missing()) this.#reports.requiredMissing(error);
  }

  /** Loads what is new or changed in the folder. */
  async reload(): Promise<void> {
    await this.#folder?.refresh();
  }

  list(): ScriptInfo[] {
    return this.#files().map(({ id, language, status, version, permissions, quarantine, loads }) => {
      return { id, language, status, version, permissions, granted: this.#grants.granted(id), quarantine, loads };
    });
  }

  /** Takes other settings; resolves when the scripts that they speak of are loaded anew. @throws HookloomError as the constructor */
  async reconfigure({ limits, scripts, grants }: Pick<RuntimeOptions, "limits" | "scripts" | "grants">): Promise<void> {
    this.#required.replace(requiredOf(scripts));
    const saidOf = ({ id }: ScriptFile): unknown => {
      return [this.#settings.of(id), this.#settings.required.get(id), this.#grants.granted(id)];
    };
    const before = this.#files().map((file) => [file, saidOf(file)] as const);
    this.#settings.replace(limits, scripts);
    this.#grants.replace(grants);
    await Promise.all(before.map(([file, said]) => (isDeepStrictEqual(said, saidOf(file)) ? undefined : file.reload())));
    this.#tellMissing();
  }

  /** What scripts take of the machine, by their ids; without those that are being loaded. Asks their runners. */
  async measure(): Promise<ReadonlyMap<string, ScriptUse>> {
    const uses = await Promise.all(this.#sandboxes.map((sandbox) => sandbox.measure()));
    return new Map(uses.flatMap((use) => [...use]));
  }

  /**
   * Has a script run again at once that is in quarantine, and judges it anew; resolves when it is loaded, or cannot be. Does
   * nothing to others.
   * @throws HookloomError SCRIPT_UNKNOWN
   */
  async release(scriptId: string): Promise<void> {
    await this.#file(scriptId).release();
  }

  /**
   * Approves the text of a script that has this hash, where trust is "pinned", and loads it.
   * @throws HookloomError SCRIPT_UNKNOWN, SCRIPT_UNREADABLE, APPROVAL_REFUSED
   */
  async approve(scriptId: string, version: string): Promise<void> {
    await this.#file(scriptId).approve(version);
  }

  /**
   * What a script keeps: entries whose keys begin with the prefix, and how much it is in all.
   * @throws HookloomError SCRIPT_UNKNOWN
   */
  state(scriptId: string, prefix = "", limit = 100): ScriptState {
    return stateOf(this.#store, this.#file(scriptId).id, prefix, limit);
  }

  /** The text of a script's file as it is now. @throws HookloomError SCRIPT_UNKNOWN, SCRIPT_UNREADABLE */
  async source(scriptId: string): Promise<string> {
    return this.#file(scriptId).source();
  }

  #file(scriptId: string): ScriptFile {
    const file = this.#files().find(({ id }) => id === scriptId);
    if (file === undefined) throw this.#unknown(scriptId);
    return file;
  }

  #files(): ScriptFile[] {
    return this.#folder?.files() ?? [];
  }

  #unknown(scriptId: string): HookloomError {
    const near = suggestNames(
      scriptId,
      this.#files().map(({ id }) => id),
    );
    const message = `There is no script ${JSON.stringify(scriptId)}.${didYouMean(near)}`;
    return new HookloomError("SCRIPT_UNKNOWN", message, { details: { script: scriptId } });
  }

  /** The layers of the sandbox on this machine, and why one is missing. Starts a runner process if none is there. */
  async layers(): Promise<SandboxLayer[]> {
    return describeLayers(await this.#sandboxes[0]!.walls(), probeConfinement());
  }

  /** Process ids of the runners that are alive. */
  runnerPids(): number[] {
    return this.#sandboxes.flatMap((sandbox) => sandbox.pids());
  }

  /** Stops following the folder, unloads every script and ends the runner processes. */
  async close(): Promise<void> {
    try {
      await this.#folder?.close();
    } finally {
      await Promise.all(this.#sandboxes.map((sandbox) => sandbox.close()));
      this.#events.close();
      this.#store.close();
    }
  }
}

function openStore({ folder, stateDir, trial, clock }: ScriptsOptions): StateStore {
  if (stateDir === undefined || folder === undefined) return new MemoryStateStore(clock);
  const kept = new SqliteStateStore(join(stateDir, "state.db"), clock);
  return trial ? new MemoryStateStore(clock, kept) : kept;
}

function openApprovals(stateDir: string | undefined): Approvals {
  if (stateDir !== undefined) return new Approvals(stateDir);
  throw new HookloomError("CONFIG_INVALID", "Pinned trust needs a state folder, which keeps what was approved.");
}
