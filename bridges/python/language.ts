// Python as the host sees it. Listed in bridges/index.ts; it loads nothing of the engine.

import { fileURLToPath } from "node:url";
import type { LanguageAsset, ScriptLanguage } from "../../src/sandbox/bridge.ts";
import { readPyodideVersion, snapshotKey } from "./files.ts";

const moduleEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";

let asset: LanguageAsset | undefined;

export const python: ScriptLanguage = {
  name: "python",
  extensions: [".py"],
  memoryLimitMb: 128,
  minimumMemoryMb: 64,
  loadTimeoutMs: 15_000,
  bridgeModule: fileURLToPath(new URL(`./bridge.${moduleEnding}`, import.meta.url)),
  packages: ["pyodide"],
  slowToStart: true,
  // Reads files, so only for hosts that have a Python script.
  get asset() {
    asset ??= {
      fileName: `python-${readPyodideVersion()}-${snapshotKey()}-v8-${process.versions.v8}.snapshot`,
      makeTimeoutMs: 60_000,
    };
    return asset;
  },
  template: (name) => `# ${name}: asked before a shell command runs that has "shutdown" in it. Return nothing to let it happen.
from hookloom import on, cancel, log


@on("BeforeToolExecution", match={"tool_name": "Bash", "parameters.command": {"glob": "*shutdown*"}})
def ${toIdentifier(name)}(ctx):
    log.info("stopped a command", {"command": ctx.data["parameters"]["command"]})
    return cancel("${name}: shutting the machine down is not allowed")
`,
};

/** A function name made of a hook's name. */
function toIdentifier(name: string): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const trimmed = words.replaceAll(/^_+|_+$/g, "");
  return /^[a-z]/.test(trimmed) ? trimmed : `hook_${trimmed}`;
}
