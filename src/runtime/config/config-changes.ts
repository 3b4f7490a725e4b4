// What differs between two configs, by the names that settings have in the file, and which of it a running program cannot take
// over. `config-reload.ts` asks; the reference of the configuration names the same settings.

import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/json.ts";
import { snakeName } from "../../foundation/key-case.ts";
import type { Config } from "./config.ts";

/** Settings, and sections of them, that count from the next start on. */
export const AFTER_RESTART = [
  "scripts_dir",
  "cache_dir",
  "state_dir",
  "watch",
  "breaker",
  "server.host",
  "server.port",
  "sandbox",
  "events",
  "runs",
] as const;

export interface ConfigChange {
  /** As the file writes it: `limits.timeout_ms`. */
  readonly key: string;
  /** `undefined` where nothing is said. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  /** Whether it counts from the next start on. */
  readonly needsRestart: boolean;
}

/** The settings whose values differ, in the order of the config. */
export function findChanges(before: Config, after: Config): ConfigChange[] {
  const [old, fresh] = [flatten(before), flatten(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])];
  return keys
    .filter((key) => !isDeepStrictEqual(old.get(key), fresh.get(key)))
    .map((key) => {
      const change = { key, before: old.get(key), after: fresh.get(key) };
      return { ...change, needsRestart: needsRestart(change) };
    });
}

function needsRestart({ key, before, after }: Omit<ConfigChange, "needsRestart">): boolean {
  if (AFTER_RESTART.some((name) => key === name || key.startsWith(`${name}.`))) return true;
  // Another certificate can be used at once, but listening with one or without is another way of listening.
  if (key.startsWith("server.tls_")) return before === undefined || after === undefined;
  // Runner processes are started with room for the largest memory of all scripts.
  if (key.endsWith("memory_mb")) return Number(after ?? Infinity) > Number(before ?? 0);
  return key === "points.declared" && (before as string[]).some((point) => !(after as string[]).includes(point));
}

/** Sections whose names are the user's: ids of scripts, or globs of them, compositions, plugins. */
const NAMED = ["grants", "scripts", "compositions", "plugins"];

function flatten(config: Config): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>();
  const walk = (table: JsonObject, path: readonly string[]): void => {
    for (const [name, value] of Object.entries(table)) {
      if (value === undefined) continue;
      const isId = path.length === 1 && NAMED.includes(path[0]!);
      const inside = [...path, isId ? JSON.stringify(name) : snakeName(name)];
      // A JSON Schema has no settings in it.
      if (isJsonObject(value) && inside.join(".") !== "events.schemas") walk(value, inside);
      else values.set(inside.join("."), value);
    }
  };
  walk(config as unknown as JsonObject, []);
  return values;
}
