// Lua that attacks before it has registered anything, beside the calls of others.

import type { AttackTable } from "../../attack.ts";

export const loading: AttackTable = {
  category: "loading",
  attacks: [
    { name: "loops", body: `while true do end`, atLoad: true, answer: "SCRIPT_LOAD_TIMED_OUT" },
    {
      name: "loops and swallows every error",
      body: `while true do pcall(function() while true do end end) end`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
    },
    {
      name: "keeps texts",
      body: `local kept = {} while true do kept[#kept + 1] = ("x"):rep(1000) .. #kept end`,
      atLoad: true,
      answer: ["SCRIPT_MEMORY_EXCEEDED", "SCRIPT_LOAD_FAILED", "SCRIPT_LOAD_TIMED_OUT"],
    },
    {
      name: "recurses",
      body: `local function dive(n) return 1 + dive(n + 1) end dive(0)`,
      atLoad: true,
      answer: "SCRIPT_LOAD_FAILED",
    },
    { name: "yields", body: `coroutine.yield(1)`, atLoad: true, answer: "SCRIPT_LOAD_FAILED" },
    { name: "sleeps", body: `require("hookloom").sleep(10)`, atLoad: true, answer: "SCRIPT_LOAD_FAILED" },
    { name: "is bytecode", body: `\u001bLua\u0054`, atLoad: true, answer: "SCRIPT_SYNTAX" },
    {
      name: "throws a table that spins when it is shown",
      body: `error(setmetatable({}, { __tostring = function() while true do end end }))`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
    },
    {
      name: "registers more hooks than anybody has",
      body: `local h = require "hookloom" for _ = 1, 2000 do h.on("test:x", function() end) end`,
      atLoad: true,
      answer: "SANDBOX_PROTOCOL",
    },
    {
      name: "takes the id of another script's hook",
      body: `require("hookloom").on("test:x", { id = "neighbour.lua#1" }, function() end)`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    {
      name: "registers a match of a megabyte",
      body: `require("hookloom").on("test:x", { match = { text = { glob = ("*a"):rep(300000) } } }, function() end)`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    {
      name: "floods the log",
      body: `for i = 1, 1000000 do print(i) end`,
      atLoad: true,
      answer: ["SCRIPT_LOAD_TIMED_OUT", "serving"],
    },
  ],
};
