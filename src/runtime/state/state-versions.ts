// Which version of a script its state is of, and how the state of one version becomes that of the next: the new version makes it
// before it serves, and takes it over in one step with the hooks. Until then the version before has it, and after a failure it
// has it as before. `script-file.ts` has every version that it loads take over here.

import { isDeepStrictEqual } from "node:util";
import { HookloomError, toHookloomError, type ErrorPlace } from "../../foundation/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import type { HostCall } from "../../sandbox/host-services.ts";
import type { SandboxedScript } from "../../sandbox/sandboxed-script.ts";
import type { PutValue } from "./put-value.ts";
import { assertKey } from "./state-services.ts";
import { entriesOf, type StateStore, type StoredValue } from "./state-store.ts";

export interface TakeOver<Result> {
  /** The version that serves until now. */
  readonly before: SandboxedScript | undefined;
  /** How long the migration may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Puts the new version in its place. When it throws, the state stays as it was. */
  act(): Result;
}

/** Told of migrations; never asked. */
export interface MigrationObserver {
  stateMigrated(scriptId: string, from: number, to: number): void;
}

type Entries = readonly (readonly [string, StoredValue])[];

interface Migration {
  /** The version that makes it. */
  readonly by: object;
  readonly ended: Promise<void>;
}

/** Owner of what is kept about the others; no script has this id, as ids end as files do. */
const VERSIONS = "versions";
/** What a script is that says nothing of it. */
export const FIRST_VERSION = 1;
/** How often a migration is made when another process changes the state meanwhile. */
const ATTEMPTS = 3;

export class StateVersions {
  readonly #store: StateStore;
  readonly #put: PutValue;
  readonly #observer: MigrationObserver;
  readonly #migrations = new Map<string, Migration>();
  /** Versions whose state has been migrated. */
  readonly #outdated = new WeakSet<object>();

  constructor(store: StateStore, put: PutValue, observer: MigrationObserver) {
    this.#store = store;
    this.#put = put;
    this.#observer = observer;
  }

  /**
   * Lets a request for state through, after a migration that is under way.
   * @throws HookloomError STATE_OUTDATED, STATE_REQUEST_INVALID
   */
  admit(call: HostCall): void | Promise<void> {
    const { scriptId, version } = call;
    if (this.#outdated.has(version)) {
      throw new HookloomError("STATE_OUTDATED", `The state of ${scriptId} has been migrated by a newer version of the script.`);
    }
    const migration = this.#migrations.get(scriptId);
    if (migration === undefined) return;
    if (migration.by !== version) return migration.ended.then(() => this.admit(call));
    throw new HookloomError("STATE_REQUEST_INVALID", "State: migrate has been given all of it; change that, or return another.");
  }

  /**
   * Has a version take over, with the state as it keeps it: state of another version is migrated first. A newer version that has no
   * `migrate` takes it as it is.
   * @throws HookloomError SCRIPT_MIGRATION_FAILED, and what `act` throws
   */
  async takeOver<Result>(script: SandboxedScript, { before, timeoutMs, act }: TakeOver<Result>): Promise<Result> {
    const { file } = script.script;
    const { version: to = FIRST_VERSION, migrate } = script.report.script ?? {};
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const from = this.#versionOf(file);
      if (from === to) return act();
      const entries = entriesOf(this.#store, file);
      if (entries.length === 0 || (migrate === undefined && from < to)) return this.#replace(file, to, entries, entries, act);
      const taken = await this.#alone(script, async () => {
        const state = toEntries(await this.#migrate(script, from, to, entries, timeoutMs), entries);
        // Another process may work with the same file.
        if (this.#versionOf(file) !== from || !isDeepStrictEqual(entriesOf(this.#store, file), entries)) return undefined;
        const result = this.#replace(file, to, entries, state, act);
        if (before !== undefined) this.#outdated.add(before.script);
        return { result };
      });
      if (taken === undefined) continue;
      this.#observer.stateMigrated(file, from, to);
      return taken.result;
    }
    throw failed(script, this.#versionOf(file), to, "another process changes it all the time");
  }

  /** Holds up what other versions of a script ask of its state meanwhile. */
  async #alone<Result>(script: SandboxedScript, act: () => Promise<Result>): Promise<Result> {
    const { file } = script.script;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#migrations.set(file, { by: script.script, ended });
    try {
      return await act();
    } finally {
      this.#migrations.delete(file);
      end();
    }
  }

  async #migrate(script: SandboxedScript, from: number, to: number, entries: Entries, timeoutMs: number): Promise<JsonObject> {
    const handle = script.report.script?.migrate;
    if (handle === undefined) throw failed(script, from, to, "the script is older, and has no migrate that could take it back");
    const state = await script.migrate(handle, from, toObject(entries), timeoutMs).catch((thrown: unknown) => {
      const { message, place, code } = toHookloomError(thrown, "SCRIPT_MIGRATION_FAILED");
      throw failed(script, from, to, `${message}${code === "SCRIPT_MIGRATION_FAILED" ? "" : ` [${code}]`}`, place, thrown);
    });
    // An empty table is a list to some languages.
    if (Array.isArray(state) && state.length === 0) return {};
    if (isJsonObject(state)) return state;
    throw failed(
      script,
      from,
      to,
      "migrate must return the new state by its keys, or nothing when it has changed what it was given",
    );
  }

  /** Puts the state of a version into the place of another's, in one step with `act`. */
  #replace<Result>(owner: string, version: number, before: Entries, after: Entries, act: () => Result): Result {
    return this.#store.atomically(() => {
      this.#store.set(VERSIONS, owner, { text: JSON.stringify(version), expiresMs: undefined });
      const kept = new Map(before);
      for (const [key, value] of after) {
        if (kept.get(key)?.text !== value.text) this.#put(owner, key, value);
        kept.delete(key);
      }
      for (const key of kept.keys()) this.#store.delete(owner, key);
      return act();
    });
  }

  #versionOf(owner: string): number {
    const stored = this.#store.get(VERSIONS, owner);
    return stored === undefined ? FIRST_VERSION : (JSON.parse(stored.text) as number);
  }
}

function toObject(entries: Entries): JsonObject {
  return Object.fromEntries(entries.map(([key, { text }]) => [key, JSON.parse(text) as JsonValue]));
}

/** Values that were there before keep their time to live. */
function toEntries(state: JsonObject, before: Entries): Entries {
  const old = new Map(before);
  return Object.entries(state).map(([key, value = null]) => {
    assertKey(key);
    return [key, { text: JSON.stringify(value), expiresMs: old.get(key)?.expiresMs }] as const;
  });
}

function failed(
  script: SandboxedScript,
  from: number,
  to: number,
  why: string,
  place: ErrorPlace = { file: script.script.file },
  cause?: unknown,
): HookloomError {
  const { file } = script.script;
  const message = `The state of ${file} is of version ${from} and was not migrated to version ${to}: ${why.replace(/\.$/, "")}. It stays as it is.`;
  return new HookloomError("SCRIPT_MIGRATION_FAILED", message, { place, details: { script: file, from, to }, cause });
}
