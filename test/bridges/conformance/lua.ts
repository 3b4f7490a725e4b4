// The conformance suite's scripts in Lua.

import type { ConformanceScripts } from "./scripts.ts";

export const luaScripts: ConformanceScripts = {
  results: `local h = require "hookloom"
h.on("test:continue", function() return h.continue_() end)
h.on("test:modified", function() return h.modified({ a = 1, b = h.null }) end)
h.on("test:cancel", function() return h.cancel("no") end)
h.on("test:redirect", function() return h.redirect("other") end)
h.on("test:replace", function() return h.replace("mine") end)
h.on("test:retry", function() return h.retry({ max_attempts = 5, delay_ms = 10, backoff = "exponential", jitter = true }) end)
h.on("test:retry-defaults", function() return h.retry() end)
h.on("test:fork", function() return h.fork({ { data = { n = 1 } }, { component = "b" } }, "first") end)
h.on("test:fork-defaults", function() return h.fork({ { component = "b" } }) end)
h.on("test:cache", function() return h.cache({ x = { 1, 2 } }, 500, "key") end)
h.on("test:cache-no-key", function() return h.cache("value", 500) end)
h.on("test:skipped", function() return h.skipped("not mine") end)`,
  plain: `local h = require "hookloom"
h.on("test:nothing", function() end)
h.on("test:annotated", function() return h.annotate(h.continue_(), { hint = "x" }) end)
h.on("test:plain", function() return { type = "cancel", reason = "plain" } end)`,
  context: `local h = require "hookloom"
h.on("test:context", function(ctx)
  return h.modified({ point = ctx.point, data = ctx.data, metadata = ctx.metadata, state = ctx.state,
    component = ctx.component, correlation_id = ctx.correlation_id, deadline = ctx.deadline })
end)`,
  echo: `local h = require "hookloom"
h.on("test:echo", function(ctx) return h.modified({ value = ctx.data.value }) end)`,
  waiting: `local h = require "hookloom"
h.on("test:wait", function(ctx) h.sleep(ctx.data.ms) h.sleep(ctx.data.ms) return h.modified({ n = ctx.data.n }) end)
h.on("test:wait-fails", function() h.sleep(1) error("late failure") end)`,
  throws: {
    source: `local h = require "hookloom"
local outer, inner
h.on("test:throws", function(ctx) outer() end)
function outer()
  inner()
  return 1
end
function inner()
  error("broken on purpose")
end`,
    line: 9,
  },
  syntax: { source: `local h = require "hookloom"\n\nlocal x = = 1`, line: 3 },
  loadThrows: { source: `local a = 1\n\nerror("no load")`, line: 3 },
  loadSpins: `while true do end`,
  spins: `local h = require "hookloom"
h.on("test:spin", function() while true do end end)
h.on("test:swallow", function() while true do pcall(function() while true do end end) end end)
h.on("test:fine", function() return h.skipped("fine") end)`,
  eats: `local h = require "hookloom"
h.on("test:eat", function() local kept = {} while true do kept[#kept + 1] = ("x"):rep(1000) .. #kept end end)
h.on("test:fine", function() return h.skipped("fine") end)`,
  recurses: `local h = require "hookloom"
local function recurse(n) return 1 + recurse(n + 1) end
h.on("test:recurse", function() recurse(0) end)
h.on("test:fine", function() return h.skipped("fine") end)`,
  wrongResults: `local h = require "hookloom"
h.on("test:number", function() return 42 end)
h.on("test:text", function() return "cancel" end)
h.on("test:function", function() return h.modified({ f = function() end }) end)
h.on("test:deep", function() local v = {} for i = 1, 100 do v = { v = v } end return h.modified(v) end)
h.on("test:cyclic", function() local v = {} v.v = v return h.modified(v) end)
h.on("test:huge", function() return h.cancel(("x"):rep(2 * 1024 * 1024)) end)
h.on("test:nan", function() return h.modified({ value = 0 / 0 }) end)`,
  logs: `local h = require "hookloom"
h.on("test:log", function()
  h.log.debug("one") h.log.info("two", { a = 1 }) h.log.warn("three") h.log.error("four") print("five")
end)`,
  floods: `local h = require "hookloom"
h.on("test:flood", { timeout_ms = 5000 }, function() for i = 1, 100000 do h.log.info("line " .. i) end return h.skipped("flooded") end)`,
  registersLate: `local h = require "hookloom"
h.on("test:nested", function() h.on("test:other", function() end) end)`,
  options: `local h = require "hookloom"

h.on("test:options", { id = "my-hook", description = "what it does", phase = "authorize", priority = "high", before = "others/*", after = { "first", "second" }, once = true, match = { tool_name = { "a", "b" } },
  timeout_ms = 250, failure_mode = "fail_closed" }, function() end)`,
  counts: `local h = require "hookloom"
local script = 0
h.on("test:count", function() script = script + 1 shared = (shared or 0) + 1 return h.modified({ script = script, global = shared }) end)`,
  mutates: `local h = require "hookloom"
h.on("test:mutate", function(ctx) ctx.data.value = "changed" end)`,
  state: `local h = require "hookloom"
h.on("test:state", function()
  h.state.set("n", 1)
  local counted = h.state.increment("n", 2, { ttl_ms = 1000 })
  local summed = h.state.window("w", 60000, 5)
  local keys = h.state.keys()
  local got = h.state.get("n")
  local deleted = h.state.delete("n")
  return h.modified({ got = got, counted = counted, summed = summed, keys = keys, deleted = deleted, missing = h.state.get("n") == nil })
end)
h.on("test:state-fails", function()
  local ok, message = pcall(h.state.increment, "")
  return h.modified({ message = message })
end)
h.on("test:state-sync", function() h.events.publish("spend.sync") return h.skipped("sync") end)`,
  shared: `local h = require "hookloom"
h.wants({ state = { "team" } })
local team = h.state.shared("team")
h.on("test:shared", function(ctx)
  local calls = team.increment("calls")
  local summed = team.window("w", 60000, 2)
  team.set(ctx.data.key, "lua", { ttl_ms = 60000 })
  return h.modified({ calls = calls, summed = summed, keys = team.keys(), seen = team.get(ctx.data.look) or h.null })
end)
h.on("test:shared-refused", function()
  local ok, message = pcall(h.state.shared("other").get, "k")
  return h.modified({ message = tostring(message) })
end)`,
  events: `local h = require "hookloom"
h.wants({ publish = { "spend.*" } })
h.events.on("tool.*", function(event)
  if event.data.bad then error("broken on purpose") end
  if event.data.wait then return h.sleep(1) end
  h.log.info(event.event_type .. " " .. event.data.n)
end)
h.on("test:publish", function() h.events.publish("spend.counted", { n = 1 }) end)
h.on("test:publish-wrong", function() h.events.publish("Wrong Type", {}) end)`,
  checks: `local h = require "hookloom"
h.on("test:checks", function(ctx)
  return h.modified({ verdict = h.shell.assess(ctx.data.command), value = h.secrets.redact(ctx.data.value) })
end)
h.on("test:checks-wrong", function()
  local ok, message = pcall(h.shell.assess, 7)
  return h.modified({ message = message })
end)`,
  http: `local h = require "hookloom"
h.wants({ http = { "api.example.com" } })
h.on("test:http", function(ctx)
  local posted = h.http.request({ url = ctx.data.url, method = "POST", body = { n = 1 }, headers = { ["x-mine"] = "yes" }, timeout_ms = 1500 })
  return h.modified({ posted = posted, got = h.http.get(ctx.data.url) })
end)
h.on("test:http-refused", function()
  local ok, message = pcall(h.http.get, "http://localhost/")
  return h.modified({ message = message })
end)`,
  components: `local h = require "hookloom"
h.component("double", function(ctx) return { doubled = 2 * ctx.data.n } end)
h.component("later", function() h.sleep(1) return "late" end)
h.component("nothing", function() end)
h.component("broken", function() error("no part") end)`,
  migrates: `local h = require "hookloom"
h.script({ version = 3, migrate = function(old, state)
  if old == 9 then error("too new") end
  h.sleep(1)
  if old == 1 then return { total_cents = 100 * state.total, note = state.note } end
  state.migrated_from = old
end })`,
  wrongVersion: `local h = require "hookloom"
h.script({ version = 0 })`,
  probes: `local h = require "hookloom"
h.on("test:probe", function()
  local found = h.array({})
  for _, name in ipairs({ "io", "js", "window", "dofile", "loadfile", "process", "fetch", "webassembly", "null_js" }) do
    if _G[name] ~= nil then found[#found + 1] = name end
  end
  for _, name in ipairs({ "execute", "getenv", "exit", "remove", "rename", "tmpname" }) do
    if os[name] ~= nil then found[#found + 1] = "os." .. name end
  end
  for name, value in pairs(_G) do
    if type(value) == "userdata" then found[#found + 1] = name end
  end
  if string.dump ~= nil then found[#found + 1] = "string.dump" end
  if load(string.char(27) .. "Lua", "x", "b") ~= nil then found[#found + 1] = "bytecode" end
  return h.modified({ found = found })
end)`,
  modules: {
    importer: `local h = require "hookloom"
local money = require "modules.money"
local join = require "modules.text.join"
h.on("test:price", function() return h.modified({ text = join { money.price(3), money.price(4) } }) end)
h.on("test:fail", function() money.fail() end)`,
    money: {
      source: `local join = require "modules.text.join"
local asked = 0
local function price(amount) asked = asked + 1 return join { asked, ":", amount } end

local function fail() error("out of money") end
return { price = price, fail = fail }`,
      line: 5,
    },
    join: `return function(parts) return table.concat(parts) end`,
    broken: { source: `local a = 1\nlocal b = = 2`, line: 2 },
  },
};
