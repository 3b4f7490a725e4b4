// Lua as the host sees it. Listed in bridges/index.ts.

import { fileURLToPath } from "node:url";
import type { ScriptLanguage } from "../../src/sandbox/bridge.ts";

const moduleEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";

export const lua: ScriptLanguage = {
  name: "lua",
  extensions: [".lua"],
  memoryLimitMb: 32,
  // wasmoon's memory is that large from the beginning.
  minimumMemoryMb: 16,
  loadTimeoutMs: 5000,
  bridgeModule: fileURLToPath(new URL(`./bridge.${moduleEnding}`, import.meta.url)),
  packages: ["wasmoon"],
  template: (name) => `-- ${name}: asked before a shell command runs that has "shutdown" in it. Return nothing to let it happen.
local hookloom = require "hookloom"

local match = { tool_name = "Bash", ["parameters.command"] = { glob = "*shutdown*" } }

hookloom.on("BeforeToolExecution", { match = match }, function(ctx)
  hookloom.log.info("stopped a command", { command = ctx.data.parameters.command })
  return hookloom.cancel("${name}: shutting the machine down is not allowed")
end)
`,
};
