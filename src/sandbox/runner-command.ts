// The command line of a runner process: which rights it gets, and nothing more.

import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { ScriptLanguage } from "./bridge.ts";
import { confine } from "./confinement.ts";
import type { RunnerArguments } from "./runner-arguments.ts";

const require = createRequire(import.meta.url);
const moduleEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";
const RUNNER_MODULE = fileURLToPath(new URL(`./runner/main.${moduleEnding}`, import.meta.url));
const PACKAGE_FOLDER = fileURLToPath(new URL(moduleEnding === "ts" ? "../../" : "../../../", import.meta.url));

/** Packages every runner needs: the isolates, and the loader of their binary. */
const RUNNER_PACKAGES = ["isolated-vm", "node-gyp-build"];
const WASM_PAGES_PER_MIB = 16;

/** The command that starts a runner of a language, behind every wall this machine has. The limit holds for each WebAssembly memory in it. */
export function runnerCommand(language: ScriptLanguage, memoryLimitMb: number, assetPath: string | undefined): string[] {
  const runnerArguments: RunnerArguments =
    assetPath === undefined
      ? { bridgeModule: language.bridgeModule }
      : { bridgeModule: language.bridgeModule, assetPath };
  return confine([
    process.execPath,
    "--no-node-snapshot",
    "--permission",
    // Says that addons weaken the permission model, which docs/design/sandboxing.md does at length.
    "--disable-warning=PERM0001",
    "--allow-addons",
    ...readableFolders(language, assetPath).map((path) => `--allow-fs-read=${path}`),
    ...(language.engineFlags ?? []),
    "--disable-proto=delete",
    "--disable-sigusr1",
    `--wasm-max-mem-pages=${memoryLimitMb * WASM_PAGES_PER_MIB}`,
    RUNNER_MODULE,
    JSON.stringify(runnerArguments),
  ]);
}

function readableFolders(language: ScriptLanguage, assetPath: string | undefined): string[] {
  const own = ["package.json", "src", "bridges", "dist"].map((name) => join(PACKAGE_FOLDER, name));
  const bridge = dirname(language.bridgeModule) + sep;
  const packages = [...RUNNER_PACKAGES, ...language.packages].flatMap(packageFolders);
  // node-gyp-build looks this file up to tell musl from glibc.
  return [...own, bridge, ...packages, ...(assetPath === undefined ? [] : [assetPath]), "/etc/alpine-release"];
}

// Both the name and what it links to, because module resolution reads both.
function packageFolders(name: string): string[] {
  const folders = (require.resolve.paths(name) ?? []).map((modules) => join(modules, name));
  const found = folders.find((folder) => {
    try {
      realpathSync(folder);
      return true;
    } catch {
      return false;
    }
  });
  return found === undefined ? [] : [...new Set([found, realpathSync(found)])];
}
