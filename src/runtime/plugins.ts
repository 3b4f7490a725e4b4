// Plugins: native hooks that come and go together, from a package, a file or the host itself. `Runtime.plugins` is one. They run in
// the host with all its rights, unlike scripts; whoever loads one trusts it.

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Disposer } from "../foundation/disposer.ts";
import { HookloomError } from "../foundation/errors.ts";
import { readPackageVersion } from "../foundation/package-version.ts";
import type { HookRegistry, Registration } from "../hooks/registry.ts";

export interface HookPlugin {
  readonly name: string;
  /** A semantic version. */
  readonly version: string;
  /** The versions of Hookloom it works with, as a range such as `^0.1.0`. Default: all. */
  readonly hookloom?: string;
  /** Its hooks; called once, when it is loaded. */
  hooks(): readonly Registration[];
  /** Called when it is unloaded, when none of its hooks is asked any more by new runs. */
  dispose?(): void | Promise<void>;
}

/** A plugin that is loaded. */
export interface LoadedPlugin {
  readonly name: string;
  readonly version: string;
  /** Ids of its hooks. */
  readonly hooks: readonly string[];
}

/** Where a plugin is imported from. */
export interface PluginSource {
  /** A path that begins with `./`, `../` or `/`, or the name of a package. */
  readonly from: string;
  /** Where paths and packages are looked for. Default: the working directory. */
  readonly folder?: string;
}

/** Plugins by their names. */
export type PluginSources = Readonly<Record<string, PluginSource>>;

interface Entry extends LoadedPlugin {
  readonly plugin: HookPlugin;
  readonly unregister: Disposer;
}

export class Plugins {
  readonly #registry: HookRegistry;
  readonly #loaded = new Map<string, Entry>();

  readonly #onFault: (plugin: string, fault: unknown) => void;
  #used: PluginSources = {};

  /** `onFault` is told what `dispose` of a plugin threw when all of them were unloaded. */
  constructor(registry: HookRegistry, onFault: (plugin: string, fault: unknown) => void) {
    this.#registry = registry;
    this.#onFault = onFault;
  }

  /**
   * Loads a plugin: an object, or a module whose default export is one, by its path (`./policy.js`) or the name of its package,
   * both from the working directory. All of its hooks are registered, or none.
   * @throws HookloomError PLUGIN_INVALID, PLUGIN_INCOMPATIBLE, PLUGIN_LOADED, and those of `Runtime.register`
   */
  async load(source: HookPlugin | string): Promise<LoadedPlugin> {
    return this.#install(await (typeof source === "string" ? importPlugin({ from: source }) : checkPlugin(source, undefined)));
  }

  /**
   * Has these plugins loaded, and no others of those that were loaded so before; what the host loaded itself stays. Rejects when
   * one of them cannot be; then those from before are loaded.
   * @throws HookloomError as `load`
   */
  async use(sources: PluginSources): Promise<void> {
    const before = this.#used;
    const isSame = (name: string): boolean => isDeepStrictEqual(sources[name], before[name]);
    const coming = Object.keys(sources).filter((name) => !isSame(name));
    const leaving = Object.keys(before).filter((name) => !isSame(name));
    const fresh = await Promise.all(coming.map((name) => importNamed(name, sources[name]!)));
    const old = leaving.flatMap((name) => this.#loaded.get(name)?.plugin ?? []);
    for (const name of leaving) await this.#unloadQuietly(name);
    const installed: string[] = [];
    try {
      for (const plugin of fresh) installed.push(this.#install(plugin).name);
      this.#used = sources;
    } catch (thrown) {
      for (const name of installed) await this.#unloadQuietly(name);
      for (const plugin of old) this.#install(plugin);
      throw thrown;
    }
  }

  /** The same with something else that may fail: then it is as before. */
  async useWhile(sources: PluginSources, act: () => Promise<void>): Promise<void> {
    const before = this.#used;
    await this.use(sources);
    try {
      await act();
    } catch (thrown) {
      await this.use(before);
      throw thrown;
    }
  }

  #install(plugin: HookPlugin): LoadedPlugin {
    if (this.#loaded.has(plugin.name)) {
      const { version } = this.#loaded.get(plugin.name)!;
      throw new HookloomError("PLUGIN_LOADED", `The plugin ${plugin.name} is loaded already, in version ${version}.`);
    }
    const owner = `plugin/${plugin.name}`;
    const registrations = plugin.hooks().map((registration, index) => {
      const { id = `${plugin.name}#${index + 1}` } = registration.options ?? {};
      return { ...registration, options: { ...registration.options, id, owner } };
    });
    const unregister = this.#registry.registerMultiple(registrations);
    const hooks = registrations.map(({ options }) => options.id);
    this.#loaded.set(plugin.name, { name: plugin.name, version: plugin.version, hooks, plugin, unregister });
    return { name: plugin.name, version: plugin.version, hooks };
  }

  /** Takes a plugin and its hooks out; whether there was one. Rejects with what its `dispose` throws; it is out all the same. */
  async unload(name: string): Promise<boolean> {
    const entry = this.#loaded.get(name);
    if (entry === undefined) return false;
    this.#loaded.delete(name);
    entry.unregister();
    await entry.plugin.dispose?.();
    return true;
  }

  /** The plugins that are loaded, in the order of loading. */
  list(): LoadedPlugin[] {
    return [...this.#loaded.values()].map(({ name, version, hooks }) => ({ name, version, hooks }));
  }

  /** Unloads all of them, the last first. */
  async close(): Promise<void> {
    for (const name of [...this.#loaded.keys()].toReversed()) await this.#unloadQuietly(name);
  }

  async #unloadQuietly(name: string): Promise<void> {
    await this.unload(name).catch((thrown: unknown) => this.#onFault(name, thrown));
  }
}

async function importNamed(name: string, source: PluginSource): Promise<HookPlugin> {
  const plugin = await importPlugin(source);
  if (plugin.name === name) return plugin;
  throw new HookloomError("PLUGIN_INVALID", `The plugin of ${source.from} is called ${plugin.name}, not ${name}.`);
}

async function importPlugin({ from, folder = process.cwd() }: PluginSource): Promise<HookPlugin> {
  const isPath = /^(\.{0,2}[/\\]|[a-z]:[/\\])/i.test(from);
  let imported: { default?: unknown };
  try {
    const url = isPath ? pathToFileURL(resolve(folder, from)).href : resolvePackage(from, folder);
    imported = (await import(url)) as typeof imported;
  } catch (cause) {
    const hint = isPath ? "" : "; a path begins with ./ or /";
    throw new HookloomError("PLUGIN_INVALID", `The plugin ${from} cannot be imported: ${String(cause)}${hint}`, { cause });
  }
  return checkPlugin(imported.default, from);
}

// From where the host or its config is, not from ours: that is where its packages are.
function resolvePackage(name: string, folder: string): string {
  try {
    return pathToFileURL(createRequire(join(folder, "package.json")).resolve(name)).href;
  } catch {
    return name;
  }
}

async function checkPlugin(plugin: unknown, from: string | undefined): Promise<HookPlugin> {
  const { satisfies, valid, validRange } = await import("semver");
  const where = from === undefined ? "The plugin" : `The default export of ${from}`;
  const refuse = (expected: string): never => {
    throw new HookloomError("PLUGIN_INVALID", `${where} is no plugin: ${expected}.`);
  };
  if (typeof plugin !== "object" || plugin === null) return refuse("it must be an object with name, version and hooks()");
  const { name, version, hookloom, hooks, dispose } = plugin as Record<string, unknown>;
  if (typeof name !== "string" || name === "") refuse("its name must be a text that is not empty");
  if (typeof version !== "string" || valid(version) === null) refuse('its version must be a semantic version, such as "1.2.0"');
  if (typeof hooks !== "function") refuse("hooks must be a function that gives a list of { point, hook, options }");
  if (dispose !== undefined && typeof dispose !== "function") refuse("dispose must be a function");
  if (hookloom === undefined) return plugin as HookPlugin;
  if (typeof hookloom !== "string" || validRange(hookloom) === null)
    refuse('hookloom must be a range of versions, such as "^0.1.0"');
  const ours = readPackageVersion();
  if (satisfies(ours, hookloom as string, { includePrerelease: true })) return plugin as HookPlugin;
  const message = `The plugin ${String(name)} ${String(version)} works with Hookloom ${String(hookloom)}; this is ${ours}.`;
  throw new HookloomError("PLUGIN_INCOMPATIBLE", message, { details: { plugin: name, wanted: hookloom, version: ours } });
}
