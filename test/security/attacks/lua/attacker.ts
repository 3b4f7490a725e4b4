// How Lua attacks.

import { lua } from "../../../../bridges/lua/language.ts";
import type { Attacker } from "../../attack.ts";
import { escapes } from "./escapes.ts";
import { forgeries } from "./forgeries.ts";
import { hostCalls } from "./host-calls.ts";
import { interference } from "./interference.ts";
import { loading } from "./loading.ts";
import { memory } from "./memory.ts";
import { processor } from "./processor.ts";
import { results } from "./results.ts";

export const luaAttacker: Attacker = {
  language: { ...lua, loadTimeoutMs: 500 },
  neighbour: `local h = require "hookloom"
h.on("neighbour:ask", { failure_mode = "fail_closed" }, function(ctx) return h.cancel("still here " .. ctx.data.number) end)`,
  compose(bodies, top) {
    const hooks = [...bodies].map(
      ([point, body]) => `h.on("${point}", { failure_mode = "fail_closed" }, function(ctx)
  local answer = (function() ${body} end)()
  if type(answer) == "string" then return h.cancel(answer) end
  return answer
end)`,
    );
    return `local h = require "hookloom"
local log, sleep, type = h.log, h.sleep, type
h.on("attack:rest", function() return h.cancel("at rest") end)
${top}
${hooks.join("\n")}`;
  },
  tables: [escapes, forgeries, results, interference, hostCalls, processor, memory, loading],
};
