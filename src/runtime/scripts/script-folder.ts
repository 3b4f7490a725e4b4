// The folder people drop scripts into: finds them, and follows what happens to them while the runtime runs.

import { statSync } from "node:fs";
import { extname, relative, resolve, sep } from "node:path";
import type { FSWatcher } from "chokidar";
import { HookloomError } from "../../foundation/errors.ts";
import type { LanguageSandbox } from "../../sandbox/language-sandbox.ts";
import { findScripts, SKIPPED } from "./find-scripts.ts";
import { ScriptFile, type ScriptFileOptions } from "./script-file.ts";
import { SharedModules } from "./shared-modules.ts";

export interface ScriptFolderOptions extends Omit<ScriptFileOptions, "id" | "path" | "sandbox" | "modules"> {
  readonly folder: string;
  readonly sandboxes: readonly LanguageSandbox[];
  /** Which files are loaded, by the ids they have as scripts. Default: all, without tests of scripts. */
  readonly only?: ((id: string) => boolean) | undefined;
}

/** Files that belong beside scripts and need no remark. */
const COMPANIONS = new Set([".md", ".txt", ".json", ".toml", ".yaml", ".yml", ".ts", ".pyi"]);
/** Tests of scripts, which `hookloom test` runs. */
export const TEST_FILE = /\.test\.[^./]+$/;
/** Events of one file that come closer than this are one change. */
const SETTLE_MS = 10;

export class ScriptFolder {
  readonly #options: ScriptFolderOptions;
  readonly #folder: string;
  readonly #byEnding = new Map<string, LanguageSandbox>();
  readonly #files = new Map<string, ScriptFile>();
  readonly #settling = new Map<string, () => void>();
  readonly #modules: SharedModules;
  readonly #changes = new Set<Promise<void>>();
  #watcher: FSWatcher | undefined;

  /** @throws HookloomError SCRIPTS_FOLDER_MISSING */
  constructor(options: ScriptFolderOptions) {
    this.#options = options;
    this.#folder = resolve(options.folder);
    if (statSync(this.#folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new HookloomError("SCRIPTS_FOLDER_MISSING", `There is no scripts folder ${this.#folder}.`, {
        details: { folder: this.#folder },
      });
    }
    this.#modules = new SharedModules(this.#folder, options.grants, options.approvals);
    for (const sandbox of options.sandboxes) {
      for (const ending of sandbox.language.extensions) this.#byEnding.set(ending, sandbox);
    }
  }

  /** The scripts, sorted by id. */
  files(): ScriptFile[] {
    return [...this.#files.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Loads what is new or changed and unloads what is gone; resolves when all of it is done. */
  async refresh(): Promise<void> {
    const found = (await findScripts(this.#folder)).filter((path) => !this.#modules.has(path));
    const gone = [...this.#files.keys()].filter((path) => !found.includes(path));
    await Promise.all([...found.map((path) => this.#changed(path)), ...gone.map((path) => this.#removed(path))]);
  }

  /** Follows changes from now on; resolves when none can be missed any more. */
  async watch(): Promise<void> {
    const ignored = (path: string): boolean => path !== this.#folder && SKIPPED.test(path.slice(path.lastIndexOf(sep) + 1));
    const approvals = this.#options.approvals?.path;
    const { watch } = await import("chokidar");
    const watcher = watch([this.#folder, ...(approvals === undefined ? [] : [approvals])], { ignoreInitial: true, ignored });
    this.#watcher = watcher;
    watcher.on("add", (path) => this.#settle(path));
    watcher.on("change", (path) => this.#settle(path));
    watcher.on("unlink", (path) => this.#settle(path));
    watcher.on("error", (error) => this.#options.reports.notice("warn", `watching the scripts folder: ${String(error)}`, {}));
    await new Promise<void>((ready) => watcher.once("ready", ready));
  }

  /** Stops watching and unloads every script. */
  async close(): Promise<void> {
    await this.#watcher?.close();
    for (const cancel of this.#settling.values()) cancel();
    await Promise.all(this.#changes);
    await Promise.all(this.files().map((file) => file.unload()));
    this.#files.clear();
  }

  #settle(path: string): void {
    this.#settling.get(path)?.();
    const cancel = this.#options.clock.after(SETTLE_MS, () => {
      this.#settling.delete(path);
      const change = this.#follow(path);
      this.#changes.add(change);
      void change.finally(() => this.#changes.delete(change));
    });
    this.#settling.set(path, cancel);
  }

  #follow(path: string): Promise<void> {
    // What was refused may be approved now.
    if (path === this.#options.approvals?.path) return this.refresh();
    if (this.#modules.has(path)) return this.#moduleChanged(path);
    const exists = statSync(path, { throwIfNoEntry: false }) !== undefined;
    return exists ? this.#changed(path) : this.#removed(path);
  }

  async #moduleChanged(path: string): Promise<void> {
    const importers = this.files().filter(({ id }) => this.#modules.isFor(id, path));
    await Promise.all(importers.map((file) => file.refresh()));
  }

  async #changed(path: string): Promise<void> {
    const known = this.#files.get(path);
    if (known !== undefined) return known.refresh();
    const ending = extname(path);
    const sandbox = this.#byEnding.get(ending);
    const id = relative(this.#folder, path).split(sep).join("/");
    if (TEST_FILE.test(id) || this.#options.only?.(id) === false) return;
    if (sandbox === undefined) {
      if (!COMPANIONS.has(ending)) this.#options.reports.fileIgnored(id, [...this.#byEnding.keys()]);
      return;
    }
    const file = new ScriptFile({ ...this.#options, id, path, sandbox, modules: this.#modules });
    this.#files.set(path, file);
    return file.refresh();
  }

  async #removed(path: string): Promise<void> {
    const file = this.#files.get(path);
    this.#files.delete(path);
    await file?.unload();
  }
}
