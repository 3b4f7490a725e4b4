// Loads scripts as the runtime does, with no runtime around them. `check` calls it.

import { statSync } from "node:fs";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import { LANGUAGES } from "../../bridges/index.ts";
import { EventBus } from "../events/event-bus.ts";
import { systemClock } from "../foundation/clock.ts";
import type { HookloomError } from "../foundation/errors.ts";
import { uuidSource } from "../foundation/ids.ts";
import type { RegisteredHook } from "../hooks/registered-hook.ts";
import { HookRegistry } from "../hooks/registry.ts";
import type { Logger } from "../observability/logger.ts";
import type { Config } from "../runtime/config/config.ts";
import { createSandboxes } from "../runtime/scripts/create-sandboxes.ts";
import { Reports } from "../runtime/reports.ts";
import { RequiredScripts } from "../runtime/scripts/required-scripts.ts";
import { ScriptFile } from "../runtime/scripts/script-file.ts";
import { ScriptSettings } from "../runtime/scripts/script-settings.ts";
import { ScriptGrants, type ScriptPermission } from "../runtime/scripts/script-grants.ts";
import { SharedModules } from "../runtime/scripts/shared-modules.ts";
import { ScriptFolder, type ScriptFolderOptions } from "../runtime/scripts/script-folder.ts";
import { scriptEndings } from "./open-runtime.ts";
import { relativePath } from "./relative-path.ts";
import { usageError } from "./usage-error.ts";

/** A script, and its hooks or what is wrong with it. */
export interface CheckedScript {
  /** From the working directory. */
  readonly path: string;
  /** What comes before a script's id in `path`: the scripts folder and a slash. */
  readonly folder: string;
  readonly language: string;
  readonly hooks: readonly RegisteredHook[];
  readonly permissions: readonly ScriptPermission[];
  readonly error?: HookloomError;
}

type Surroundings = Omit<ScriptFolderOptions, "folder" | "registry">;

/**
 * Loads every script of these files and folders.
 * @throws HookloomError SCRIPTS_FOLDER_MISSING, REQUEST_INVALID when a file is there but no script
 */
export async function checkScripts(paths: readonly string[], config: Config, logger: Logger): Promise<CheckedScript[]> {
  const reports = new Reports(new EventBus(systemClock, uuidSource, () => {}), logger);
  const scripts = new ScriptSettings(config.limits, config.scripts);
  const settings = {
    clock: systemClock,
    cacheDir: config.cacheDir,
    observer: reports,
    scripts,
    placement: config.sandbox.placement,
  };
  const sandboxes = createSandboxes(LANGUAGES, settings);
  try {
    const grants = new ScriptGrants(config.grants);
    const surroundings = { sandboxes, reports, settings: scripts, grants, clock: systemClock, quiesce: () => Promise.resolve() };
    const checks = await Promise.all(paths.map((path) => checkPath(resolve(path), config, surroundings)));
    return checks.flat();
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

async function checkPath(path: string, config: Config, surroundings: Surroundings): Promise<CheckedScript[]> {
  // Ids are unique within a folder, so each has a registry of its own.
  const registry = new HookRegistry(systemClock, config.breaker);
  for (const point of config.points.declared) registry.declarePoint(point);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const root = isFile ? folderOf(path, config.scriptsDir) : path;
  const files = isFile ? [await loadFile(path, root, registry, surroundings)] : await loadFolder(path, registry, surroundings);
  const shown = relativePath(root);
  const folder = shown === "." ? "" : `${shown}/`;
  const loaded = new Map(files.map((file) => [file.id, file]));
  const isWanted = (id: string): boolean => (isFile ? loaded.has(id) : root === resolve(config.scriptsDir));
  const missing = findMissing(registry, surroundings, loaded, isWanted);
  const absent = [...missing.keys()].filter((id) => !loaded.has(id));
  return [...loaded.keys(), ...absent].map((id): CheckedScript => {
    const { language = "unknown", status, permissions = [] } = loaded.get(id) ?? {};
    const hooks = registry.list().filter(({ owner }) => owner === id);
    const error = status?.kind === "broken" ? status.error : missing.get(id);
    return { path: folder + id, folder, language, hooks, permissions, ...(error && { error }) };
  });
}

/** Scripts that the config requires where they have no hook, by their ids. */
function findMissing(
  registry: HookRegistry,
  { settings }: Surroundings,
  loaded: ReadonlyMap<string, ScriptFile>,
  isWanted: (id: string) => boolean,
): Map<string, HookloomError> {
  const required = new RequiredScripts(registry, settings.required, { isWanted, statusOf: (id) => loaded.get(id)?.status });
  return new Map(required.missing().map((error) => [error.details.script as string, error]));
}

async function loadFolder(folder: string, registry: HookRegistry, surroundings: Surroundings): Promise<readonly ScriptFile[]> {
  const scripts = new ScriptFolder({ ...surroundings, folder, registry });
  await scripts.refresh();
  return scripts.files();
}

async function loadFile(path: string, root: string, registry: HookRegistry, surroundings: Surroundings): Promise<ScriptFile> {
  const sandbox = surroundings.sandboxes.find(({ language }) => language.extensions.includes(extname(path)));
  if (sandbox === undefined) throw usageError(`${basename(path)} is no script.`, `Scripts end in ${scriptEndings()}.`);
  const id = relative(root, path).split(sep).join("/");
  const modules = new SharedModules(root, surroundings.grants, undefined);
  const file = new ScriptFile({ ...surroundings, id, path, sandbox, registry, modules });
  await file.refresh();
  return file;
}

/** The scripts folder when the file is in it, so that its hooks get the ids they have there. */
function folderOf(path: string, scriptsDir: string): string {
  return path.startsWith(resolve(scriptsDir) + sep) ? resolve(scriptsDir) : dirname(path);
}
