// One sandbox per language, as a host's limits have it. The runtime, `check` and `doctor` load scripts into them.

import { AssetStore } from "../sandbox/asset-store.ts";
import type { ScriptLanguage } from "../sandbox/bridge.ts";
import { LanguageSandbox, type SandboxOptions } from "../sandbox/language-sandbox.ts";

export interface SandboxSettings extends Pick<SandboxOptions, "clock" | "observer" | "services" | "onPublished"> {
  /** Folder for what is made once per machine. */
  readonly cacheDir: string;
  /** Memory of one script in mebibytes. Default: that of each language. */
  readonly memoryMb?: number | undefined;
}

/** Makes the sandboxes; none starts a process before its first script. */
export function createSandboxes(languages: readonly ScriptLanguage[], settings: SandboxSettings): LanguageSandbox[] {
  const { cacheDir, memoryMb, ...options } = settings;
  const memory = memoryMb === undefined ? {} : { memoryLimitMb: memoryMb };
  const assets = new AssetStore(cacheDir);
  return languages.map((language) => new LanguageSandbox(language, { ...options, assets, ...memory }));
}
