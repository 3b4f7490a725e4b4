// Lua that answers what no reader expects.

import type { AttackTable } from "../../attack.ts";

export const results: AttackTable = {
  category: "results",
  attacks: [
    { name: "answers a megabyte and more", body: `return ("x"):rep(1024 * 1024 + 1)`, answer: "RESULT_INVALID" },
    {
      name: "nests a result a thousand levels deep",
      body: `local v = {} for _ = 1, 1000 do v = { v = v } end return h.modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers something that contains itself",
      body: `local v = {} v.list = { v } return h.modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers a graph that unfolds without end",
      body: `local v = { a = 1 } for _ = 1, 40 do v = { a = v, b = v } end return h.modified(v)`,
      answer: ["HOOK_TIMED_OUT", "RESULT_INVALID"],
    },
    {
      name: "answers a list with a hole of a billion",
      body: `return h.modified({ list = { [1] = 1, [1000000000] = 2 } })`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers keys that are tables and numbers",
      body: `return h.modified({ [{}] = 1, [1.5] = 2, [true] = 3 })`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers texts that are no UTF-8",
      body: `return h.cancel("\\xff\\xfe\\xc0\\x80" .. "\\xed\\xa0\\x80")`,
      answer: "\ufffd".repeat(7),
    },
    { name: "answers infinities", body: `return h.modified({ value = math.huge })`, answer: "RESULT_INVALID" },
    {
      name: "answers functions and threads",
      body: `return h.modified({ f = print, t = coroutine.create(print) })`,
      answer: "RESULT_INVALID",
    },
    {
      name: "hands a prototype on",
      body: `return h.modified({ nested = { ["__proto__"] = { admin = true } } })`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers with metamethods that spin",
      body: `return h.modified(setmetatable({}, { __index = function() while true do end end, __pairs = function() while true do end end, __len = function() while true do end end }))`,
      answer: "modified",
    },
    { name: "answers a type of a megabyte", body: `return { type = ("x"):rep(1000000) }`, answer: "RESULT_INVALID" },
    {
      name: "answers a megabyte of empty tables",
      body: `local v = {} for i = 1, 300000 do v[i] = h.null end return h.modified({ v = v })`,
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
    {
      name: "answers fifty thousand fields",
      body: `local v = { type = "cancel", reason = "x" } for i = 1, 50000 do v["f" .. i] = 1 end return v`,
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
  ],
};
