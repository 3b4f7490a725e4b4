// From file, environment and flags to one config. The command line calls it, and so may hosts that want the same settings.

import { resolve } from "node:path";
import { type JsonObject, valueAtPath } from "../../foundation/json.ts";
import { mergeObjects } from "../../foundation/merge-patch.ts";
import { defaultCacheFolder, defaultStateFolder } from "../user-folders.ts";
import { findWrongCompositions } from "./compositions.ts";
import type { HookProfile } from "../hook-switches.ts";
import { configSchema } from "./config-schema.ts";
import { areWrong, configError, problemIn, type ConfigProblem, type ConfigSource } from "./config-source.ts";
import type { Config, ConfigOverrides } from "./config.ts";
import { describeValue } from "./describe-value.ts";
import { readEventSchemas } from "./event-schemas.ts";
import { findProblems } from "./find-problems.ts";
import { camelKeys } from "../../foundation/key-case.ts";
import { underOurNames } from "./other-names.ts";
import { readConfigFile } from "./read-config-file.ts";
import { readEnvironment, type Environment } from "./read-environment.ts";
import { readOverrides } from "./read-overrides.ts";
import { findRequirementFaults } from "./required-points.ts";
import { SETTINGS } from "./settings.ts";

/** What is on when `hooks.enabled` is false. */
const NO_HOOKS: HookProfile = { name: "hooks.enabled", disable: ["*"] };

export interface LoadConfigOptions {
  /** The config file, relative to `cwd`. Default: `hookloom.toml` in `cwd`, if there is one. */
  readonly file?: string;
  /** The folder that the program was started in. */
  readonly cwd: string;
  /** The environment variables, such as `process.env`. */
  readonly env: Environment;
  /** Settings that win over all others, such as flags of the command line. */
  readonly overrides?: ConfigOverrides;
}

/**
 * The config: overrides win over the environment, the environment over the file, the file over the defaults.
 * @throws HookloomError CONFIG_SYNTAX when the file is no TOML, CONFIG_INVALID with all other mistakes of all sources
 */
export function loadConfig({ file, cwd, env, overrides = {} }: LoadConfigOptions): Config {
  const read = [readConfigFile(file, cwd), readEnvironment(env, cwd), readOverrides(overrides, cwd)];
  const sources = read.filter((source) => source !== undefined);
  const problems = sources.flatMap(findProblems);
  problems.push(...findContradictions(sources, problems));
  const declared = readEventSchemas(sources, problems);
  problems.push(...declared.problems);
  if (problems.length > 0) throw configError("CONFIG_INVALID", problems);
  const values = sources
    .map(withAbsolutePaths)
    .map(underOurNames)
    .reduce((merged, next) => mergeObjects(merged, next), {});
  const { profile, profiles, grants, scripts, compositions, plugins, hooks, ...settings } = configSchema.parse(values);
  const parsed = camelKeys(settings);
  const scriptsDir = resolve(cwd, parsed.scriptsDir);
  const { cacheDir = defaultCacheFolder(env), stateDir = defaultStateFolder(scriptsDir, env), limits } = parsed;
  // Who lowers the limit of all hooks need not lower the default, too.
  const timeoutMs = Math.min(limits.timeoutMs, limits.maxTimeoutMs);
  // The names of these sections are ids and globs, which stay as they are.
  const granted = mapValues(grants, camelKeys);
  const byProfile = profile === undefined ? {} : { profile: { name: profile, ...profiles[profile] } };
  const chosen = hooks.enabled ? byProfile : { profile: NO_HOOKS };
  // What they are imported from is looked for where the config names it.
  const folder = sources.find((source) => source.values.plugins !== undefined)?.folder ?? cwd;
  const imported = mapValues(plugins, ({ from }) => ({ from, folder }));
  const named = { compositions, plugins: imported, grants: granted, scripts: mapValues(scripts, camelKeys), ...chosen };
  // The keys of a JSON Schema are not settings either.
  const events = { ...parsed.events, schemas: declared.schemas };
  return { ...parsed, scriptsDir, cacheDir, stateDir, limits: { ...limits, timeoutMs }, events, ...named };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function withAbsolutePaths({ values, folder }: ConfigSource): JsonObject {
  let absolute = values as JsonObject;
  for (const { key, isPath } of SETTINGS) {
    const path = isPath ? valueAtPath(values, key.split(".")) : undefined;
    if (typeof path === "string") absolute = mergeObjects(absolute, nest(key.split("."), resolve(folder, path)));
  }
  return absolute;
}

function nest([name, ...rest]: readonly string[], value: string): JsonObject {
  return { [name!]: rest.length === 0 ? value : nest(rest, value) };
}

/** What is wrong between settings that are right by themselves, wherever each of them comes from. */
function findContradictions(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  const finders = [findTimeoutContradiction, findMissingProfile, findRequirementFaults, findHalfTls, findWrongCompositions];
  return finders.flatMap((find) => find(sources, problems));
}

function findHalfTls(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (areWrong(problems, "server")) return [];
  const sourceOf = (name: string): ConfigSource | undefined =>
    sources.findLast(({ values }) => valueAtPath(values, ["server", name]) !== undefined);
  const [cert, key] = [sourceOf("tls_cert"), sourceOf("tls_key")];
  const [source, given, missing] = key === undefined ? [cert, "tls_cert", "tls_key"] : [key, "tls_key", "tls_cert"];
  if (source === undefined || (cert !== undefined && key !== undefined)) return [];
  return [problemIn(source, ["server", given], `${source.nameOf(`server.${given}`)} needs server.${missing} beside it.`)];
}

function findMissingProfile(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (areWrong(problems, "profile", "profiles")) return [];
  const source = sources.findLast(({ values }) => values.profile !== undefined);
  const names = sources.flatMap(({ values }) => Object.keys(values.profiles ?? {}));
  if (source === undefined || names.includes(source.values.profile as string)) return [];
  const known = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
  const text = `There is no profile ${describeValue(source.values.profile)}; ${known}. Profiles are sections [profiles.<name>].`;
  return [problemIn(source, ["profile"], text)];
}

function findTimeoutContradiction(sources: readonly ConfigSource[], problems: readonly ConfigProblem[]): ConfigProblem[] {
  if (areWrong(problems, "limits.timeout_ms", "limits.max_timeout_ms") || problems.some(({ key }) => key === "limits")) return [];
  const timeout = lastWith(sources, ["limits", "timeout_ms"]);
  const most = lastWith(sources, ["limits", "max_timeout_ms"])?.value ?? configSchema.parse({}).limits.max_timeout_ms;
  if (timeout === undefined || timeout.value <= most) return [];
  const name = timeout.source.nameOf("limits.timeout_ms");
  const text = `${name} must be an integer from 1 to limits.max_timeout_ms, which is ${most}, not ${timeout.value}.`;
  return [problemIn(timeout.source, ["limits", "timeout_ms"], text)];
}

/** The source whose word on a number counts, and what it says. */
function lastWith(
  sources: readonly ConfigSource[],
  path: readonly string[],
): { source: ConfigSource; value: number } | undefined {
  const source = sources.findLast(({ values }) => valueAtPath(values, path) !== undefined);
  return source && { source, value: valueAtPath(source.values, path) as number };
}
