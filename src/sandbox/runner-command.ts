// The command line of a runner process: which rights it gets, and nothing more.

import { lstatSync, realpathSync, statSync } from "node:fs";
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

/** node-gyp-build looks this file up to tell musl from glibc. */
const MUSL_MARKER = "/etc/alpine-release";
const WASM_PAGES_PER_MIB = 16;

/** The command that starts a runner of a language, behind every wall this machine has. The limit holds for each WebAssembly memory in it. */
export function runnerCommand(language: ScriptLanguage, memoryLimitMb: number, assetPath: string | undefined): string[] {
  const runnerArguments: RunnerArguments =
    assetPath === undefined ? { bridgeModule: language.bridgeModule } : { bridgeModule: language.bridgeModule, assetPath };
  return confine([
    process.execPath,
    "--no-node-snapshot",
    "--permission",
    // Says that addons weaken the permission model, which docs/design/sandboxing.md does at length.
    "--disable-warning=PERM0001",
    "--allow-addons",
    ...readableFolders(language, assetPath).map((path) => `--allow-fs-read=${path}`),
    ...(language.engineFlags ?? []),
    // The result of a compiler thread sometimes never reaches an isolate that was left meanwhile: its code stays slow for ever.
    "--no-concurrent-recompilation",
    // Helper threads of the collector would fight the host for the processors, and the slowest calls wait for them.
    "--single-threaded-gc",
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
  const isolates = packageFolders("isolated-vm", require);
  // The loader of its binary, found from where isolated-vm really is: package managers put it there.
  const loader = isolates.flatMap((folder) => packageFolders("node-gyp-build", createRequire(join(folder, "package.json"))));
  const packages = language.packages.flatMap((name) => packageFolders(name, require));
  const asset = assetPath === undefined ? [] : [assetPath];
  const paths = [...new Set([...own, bridge, ...isolates, ...loader, ...packages, ...asset, MUSL_MARKER])];
  // Node forgets a folder when something inside it is granted besides.
  return paths.filter((path) => !paths.some((outer) => path.startsWith(outer + sep)));
}

/** Where a package is, by every path that resolving it reads: its own, the links on the way, and where they lead. */
function packageFolders(name: string, from: NodeJS.Require): string[] {
  for (const modules of from.resolve.paths(name) ?? []) {
    const folder = join(modules, name);
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) continue;
    return [folder, ...linksAbove(folder), realpathSync(folder)];
  }
  return [];
}

function linksAbove(path: string): string[] {
  const parent = dirname(path);
  if (parent === path) return [];
  return [...(lstatSync(parent).isSymbolicLink() ? [parent] : []), ...linksAbove(parent)];
}
