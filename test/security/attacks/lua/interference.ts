// Lua that wants to reach or starve the scripts beside it, and its own later calls.

import type { AttackTable } from "../../attack.ts";

export const interference: AttackTable = {
  category: "interference",
  attacks: [
    {
      name: "finds the globals of another script",
      body: `return rawget(_G, "neighbour") == nil and "alone" or "shared"`,
      answer: "alone",
    },
    {
      name: "floods the log",
      body: `for i = 1, 1000000 do log.error("line " .. i) end return "logged"`,
      answer: ["logged", "HOOK_TIMED_OUT"],
    },
    {
      name: "floods the log with long lines",
      body: `local line = ("x"):rep(100000) while true do print(line) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "floods the log with empty lines, and again after every wait",
      body: `while true do for _ = 1, 20000 do log.info("") end sleep(0) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "logs values that throw or contain themselves",
      body: `local v = {} v.v = v log.info("x", v) log.info("x", { f = print }) pcall(log.info, setmetatable({}, { __tostring = error })) return "logged"`,
      answer: "logged",
    },
    {
      name: "logs control characters of a terminal",
      body: `log.warn("\\27[2J\\27]0;title\\7\\0") return "logged"`,
      answer: "logged",
    },
    { name: "sleeps again and again", body: `while true do sleep(0) end`, answer: "HOOK_TIMED_OUT" },
    { name: "sleeps longer than timers can", body: `sleep(1e12) return "x"`, answer: "HOOK_TIMED_OUT" },
    {
      name: "sleeps for what is no time",
      body: `for _, ms in ipairs({ -1, 0 / 0, math.huge, "x", {} }) do if pcall(sleep, ms) then return "slept" end end return "refused"`,
      answer: "refused",
    },
    {
      name: "sleeps inside a coroutine, a comparison and a metamethod",
      body: `if coroutine.resume(coroutine.create(function() sleep(1) end)) then return "slept" end return pcall(table.sort, { 2, 1 }, function() sleep(1) end) and "slept" or "refused"`,
      answer: "refused",
    },
    {
      name: "registers hooks while it is called",
      body: `h.on("neighbour:ask", function() return h.cancel("mine") end)`,
      answer: "HOOK_FAILED",
    },
    {
      name: "draws the same random numbers as others",
      body: `math.randomseed(1) return math.random() ~= math.random() and "its own" or "same"`,
      answer: "its own",
    },
    {
      name: "stops the collector and leaves its garbage",
      body: `collectgarbage("stop") for _ = 1, 1000 do local _ = ("x"):rep(1000) end return "left"`,
      answer: "left",
    },
  ],
};
