// Where files of the user are kept when nobody names another folder: what can be made again, and what must not be lost.

import { createHash } from "node:crypto";
import { homedir, platform } from "node:os";
import { basename, join, resolve } from "node:path";

type Variables = Readonly<Record<string, string | undefined>>;

/** The user's cache folder for Hookloom, by the custom of the platform: whatever is in it can be made again. */
export function defaultCacheFolder(env: Variables = process.env): string {
  return join(platformFolder(env, "Caches", env.XDG_CACHE_HOME || join(homedir(), ".cache")), "hookloom");
}

/** The folder for what outlives restarts, by the custom of the platform: one for each folder of scripts, as ids of scripts are unique only there. */
export function defaultStateFolder(scriptsDir: string, env: Variables = process.env): string {
  const path = resolve(scriptsDir);
  const name = `${basename(path)}-${createHash("sha256").update(path).digest("hex").slice(0, 8)}`;
  // The cache may be in the same folder on Windows, and caches are emptied.
  const kept = platform() === "win32" ? join("hookloom", "state") : "hookloom";
  const folder = platformFolder(env, "Application Support", env.XDG_STATE_HOME || join(homedir(), ".local", "state"));
  return join(folder, kept, name);
}

function platformFolder(env: Variables, onMac: string, elsewhere: string): string {
  if (platform() === "win32") return env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  return platform() === "darwin" ? join(homedir(), "Library", onMac) : elsewhere;
}
