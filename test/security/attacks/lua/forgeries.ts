// Lua that speaks to the runner in the prelude's name, or changes what the prelude is made with.

import type { AttackTable } from "../../attack.ts";

export const forgeries: AttackTable = {
  category: "forgeries and tampering",
  apart: true,
  attacks: [
    {
      name: "resumes its own waiting handler from inside another coroutine",
      body: `local handler = coroutine.running()
        local other = coroutine.wrap(function() return coroutine.resume(handler, true) end)
        return tostring(other())`,
      answer: "false",
    },
    {
      name: "yields what is no signal",
      body: `coroutine.yield({}, { id = 1, kind = "sleep", ms = 1 }) return "x"`,
      answer: "HOOK_FAILED",
    },
    {
      name: "yields a forged wait with a signal it captured",
      body: `
        local signal
        local thread = coroutine.running()
        local spy = coroutine.create(function() sleep(1) end)
        local ok, problem = coroutine.resume(spy)
        return ok and "captured " .. type(problem) or "refused"`,
      answer: ["refused", "captured string"],
    },
    { name: "closes its own thread", body: `pcall(coroutine.close, coroutine.running()) return "alive"`, answer: "alive" },
    {
      name: "replaces every function of the library",
      body: `for _, library in ipairs({ string, table, math, coroutine, utf8, os, debug }) do for name in next, library do library[name] = function() error("replaced") end end end
        for _, name in ipairs({ "type", "tostring", "pcall", "error", "rawget", "select", "next", "setmetatable", "load", "collectgarbage" }) do _G[name] = nil end
        return "unimpressed"`,
      answer: "unimpressed",
    },
    {
      name: "poisons the metatable of texts",
      body: `local meta = getmetatable("") meta.__index = function() error("poison") end meta.__concat = error meta.__eq = error meta.__len = error return "unimpressed"`,
      answer: "unimpressed",
    },
    {
      name: "poisons the metatable of arrays",
      body: `local meta = getmetatable(h.array {}) meta.__index = function() error("poison") end meta.__newindex = error meta.__metatable = false meta.__gc = error meta.__len = function() return 1e9 end meta.__pairs = error
        error("look at me")`,
      answer: "HOOK_FAILED",
    },
    {
      name: "poisons the global table",
      body: `setmetatable(_G, { __index = function(_, name) error("no " .. tostring(name)) end, __newindex = error, __metatable = 1 }) return "unimpressed"`,
      answer: "unimpressed",
    },
    {
      name: "replaces the module's own functions",
      body: `for name in next, h do if name ~= "cancel" then h[name] = nil end end return "unimpressed"`,
      answer: "unimpressed",
    },
    {
      name: "throws a table that throws when it is shown",
      body: `error(setmetatable({}, { __tostring = function() error(setmetatable({}, { __tostring = error })) end, __name = {} }))`,
      answer: "HOOK_FAILED",
    },
    {
      name: "throws a table that spins when it is shown",
      body: `error(setmetatable({}, { __tostring = function() while true do end end }))`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "throws nothing", body: `error(nil)`, answer: "HOOK_FAILED" },
    { name: "throws a message of megabytes", body: `error(("x"):rep(5e6))`, answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"] },
  ],
};
