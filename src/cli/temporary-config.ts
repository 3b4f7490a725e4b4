import { resolve } from "node:path";
import { defaultCacheFolder } from "../runtime/cache-folder.ts";
import type { LoggerLevel } from "../observability/logger.ts";
export interface Config { scriptsDir: string; cacheDir: string; watch: boolean; limits: { timeoutMs: number; maxTimeoutMs: number; memoryMb?: number }; breaker: object; server: { host: string; port: number }; log: { level: LoggerLevel; format: "text" | "json" }; points: { declared: string[] } }
export async function loadConfig(o: { cwd: string; env: object; file?: string; overrides?: any }): Promise<Config> {
  return { scriptsDir: resolve(o.cwd, o.overrides?.scriptsDir ?? "scripts"), cacheDir: defaultCacheFolder(), watch: true, limits: { timeoutMs: 100, maxTimeoutMs: 5000 }, breaker: {}, server: { host: "127.0.0.1", port: 7077, ...o.overrides?.server }, log: { level: "info", format: "text", ...o.overrides?.log }, points: { declared: [] } };
}
