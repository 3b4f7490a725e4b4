// Where files are kept that are made once per machine, when the host names no other folder.

import { homedir, platform } from "node:os";
import { join } from "node:path";

/** The user's cache folder for Hookloom, by the custom of the platform. */
export function defaultCacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(platformCacheFolder(env), "hookloom");
}

function platformCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (platform() === "win32") return env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local");
  if (platform() === "darwin") return join(homedir(), "Library", "Caches");
  return env.XDG_CACHE_HOME || join(homedir(), ".cache");
}
