// Lua as the host sees it. Listed in bridges/index.ts.

import { fileURLToPath } from "node:url";
import type { ScriptLanguage } from "../../src/sandbox/bridge.ts";

const moduleEnding = import.meta.url.endsWith(".ts") ? "ts" : "js";

export const lua: ScriptLanguage = {
  name: "lua",
  extensions: [".lua"],
  memoryLimitMb: 32,
  loadTimeoutMs: 2000,
  bridgeModule: fileURLToPath(new URL(`./bridge.${moduleEnding}`, import.meta.url)),
  packages: ["wasmoon"],
  template: (name) => `-- ${name}: asked before every tool call. Return nothing to let it happen.
local hookloom = require "hookloom"

hookloom.on("BeforeToolExecution", { match = { tool_name = "Bash" } }, function(ctx)
  local command = ctx.data.parameters.command
  hookloom.log.info("asked about a command", { command = command })
  if command:find("shutdown", 1, true) then
    return hookloom.cancel("${name}: shutting the machine down is not allowed")
  end
end)
`,
};
