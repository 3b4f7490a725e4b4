// One sandbox per language, as a host's limits have it. The runtime, `check` and `doctor` load scripts into them.

import { AssetStore } from "../../sandbox/asset-store.ts";
import type { ScriptLanguage } from "../../sandbox/bridge.ts";
import { LanguageSandbox, type SandboxOptions, type ScriptSetup } from "../../sandbox/language-sandbox.ts";
import { ScriptSettings } from "./script-settings.ts";

export interface SandboxSettings extends Pick<
  SandboxOptions,
  "clock" | "observer" | "services" | "tokens" | "onPublished" | "placement"
> {
  /** Folder for what is made once per machine. */
  readonly cacheDir: string;
  /** What the config says of single scripts. Default: nothing. */
  readonly scripts?: ScriptSettings;
}

/** Makes the sandboxes; none starts a process before its first script. */
export function createSandboxes(languages: readonly ScriptLanguage[], settings: SandboxSettings): LanguageSandbox[] {
  const { cacheDir, scripts = new ScriptSettings(), ...options } = settings;
  const assets = new AssetStore(cacheDir);
  const setupOf = (scriptId: string): ScriptSetup => scripts.of(scriptId);
  return languages.map((language) => {
    const largestMemoryMb = scripts.largestMemoryMb(language.memoryLimitMb);
    return new LanguageSandbox(language, { ...options, assets, setupOf, largestMemoryMb });
  });
}
