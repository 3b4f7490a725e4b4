// Lua that takes memory of every kind.

import type { AttackTable } from "../../attack.ts";

const ENDS = ["SCRIPT_MEMORY_EXCEEDED", "HOOK_FAILED", "HOOK_TIMED_OUT"];

export const memory: AttackTable = {
  category: "memory",
  memoryMb: 16,
  attacks: [
    { name: "keeps texts", body: `local kept = {} while true do kept[#kept + 1] = ("x"):rep(1000) .. #kept end`, answer: ENDS },
    { name: "keeps tables", body: `local kept = {} while true do kept[#kept + 1] = { {}, {} } end`, answer: ENDS },
    { name: "doubles a text", body: `local text = "x" while true do text = text .. text end`, answer: ENDS },
    { name: "asks for a gigabyte at once", body: `return ("x"):rep(1000000000)`, answer: "HOOK_FAILED" },
    { name: "asks for more than there is", body: `return ("x"):rep(math.maxinteger)`, answer: "HOOK_FAILED" },
    {
      name: "swallows being out of memory, again and again",
      body: `while true do pcall(string.rep, "x", 1000000000) pcall(function() local kept = {} while true do kept[#kept + 1] = ("x"):rep(10000) end end) end`,
      answer: ENDS,
    },
    {
      name: "keeps what it got after being out of memory",
      body: `kept = {} pcall(function() while true do kept[#kept + 1] = ("x"):rep(1000) end end) return "full"`,
      answer: ["full", "HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    { name: "recurses", body: `local function dive(n) return 1 + dive(n + 1) end dive(0)`, answer: "HOOK_FAILED" },
    {
      name: "recurses through the library's C code",
      body: `local function dive() return (("x"):gsub("x", dive)) end dive()`,
      answer: "HOOK_FAILED",
    },
    {
      name: "recurses through metamethods",
      body: `local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k .. "x"] end return t.x`,
      answer: ENDS,
    },
    {
      name: "recurses through comparisons",
      body: `local t = setmetatable({}, {}) getmetatable(t).__lt = function(a, b) return a < b end return tostring(t < t)`,
      answer: "HOOK_FAILED",
    },
    {
      name: "keeps coroutines",
      body: `local kept = {} while true do local c = coroutine.create(function() coroutine.yield() end) coroutine.resume(c) kept[#kept + 1] = c end`,
      answer: ENDS,
    },
    { name: "unpacks ten million values", body: `return select("#", table.unpack({}, 1, 10000000))`, answer: "HOOK_FAILED" },
    { name: "packs a format of megabytes", body: `return string.pack(("i16"):rep(1000000), 1)`, answer: "HOOK_FAILED" },
    {
      name: "makes a pattern nest its captures",
      body: `return ("x"):rep(100):match(("("):rep(100)) or "x"`,
      answer: "HOOK_FAILED",
    },
    {
      name: "keeps finalizers",
      body: `local meta = { __gc = function() end } local kept = {} while true do kept[#kept + 1] = setmetatable({}, meta) end`,
      answer: ENDS,
    },
  ],
};
