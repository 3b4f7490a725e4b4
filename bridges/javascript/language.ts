// JavaScript as the host sees it. Listed in bridges/index.ts.

import { fileURLToPath } from "node:url";
import type { ScriptLanguage } from "../../src/sandbox/bridge.ts";

const moduleEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";

export const javascript: ScriptLanguage = {
  name: "javascript",
  extensions: [".js", ".mjs"],
  memoryLimitMb: 32,
  loadTimeoutMs: 5000,
  bridgeModule: fileURLToPath(new URL(`./bridge.${moduleEnding}`, import.meta.url)),
  packages: [],
  // TurboFan drops the interrupt checks of some loops that call builtins: neither a time limit nor a memory limit then ends
  // `for (;;) kept.push(new Array(1000).fill(0))`. Maglev keeps them.
  engineFlags: ["--no-turbofan"],
  template: (name) => `// ${name}: asked before a shell command runs that has "shutdown" in it. Return nothing to let it happen.
import { on, cancel, log } from "hookloom";

on("BeforeToolExecution", { match: { tool_name: "Bash", "parameters.command": { glob: "*shutdown*" } } }, (ctx) => {
  log.info("stopped a command", { command: ctx.data.parameters.command });
  return cancel("${name}: shutting the machine down is not allowed");
});
`,
};
