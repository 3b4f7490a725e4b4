// Lua that will not stop: in bytecode, in the library's C code, in finalizers.

import type { AttackTable } from "../../attack.ts";

export const processor: AttackTable = {
  category: "processor time",
  attacks: [
    { name: "loops", body: `while true do end`, answer: "HOOK_TIMED_OUT" },
    { name: "swallows every error", body: `while true do pcall(function() while true do end end) end`, answer: "HOOK_TIMED_OUT" },
    {
      name: "handles every error with another",
      body: `while true do xpcall(error, function() while true do end end) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "backtracks in a pattern",
      body: `return (("a"):rep(200)):match(("a*"):rep(100) .. "b") or "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "searches a long text for a longer one",
      body: `local s = ("a"):rep(1000000) while true do s:find(("a"):rep(500000) .. "b", 1, true) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "sorts with a comparison that lies",
      body: `local t = {} for i = 1, 100000 do t[i] = i end while true do pcall(table.sort, t, function() return true end) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "moves a billion elements",
      body: `table.move({}, 1, 1000000000, 2) return "x"`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "concatenates a billion elements that are not there",
      body: `return table.concat(setmetatable({}, { __len = function() return 1e9 end, __index = function() return "" end }))`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "spins in a finalizer",
      body: `setmetatable({}, { __gc = function() while true do end end }) collectgarbage() return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins in a finalizer that runs after its answer",
      body: `for _ = 1, 100 do setmetatable({}, { __gc = function() while true do end end }) end return "answered"`,
      answer: ["answered", "HOOK_TIMED_OUT"],
    },
    {
      name: "revives what is collected",
      body: `local meta = {} meta.__gc = function(value) setmetatable(value, meta) end setmetatable({}, meta) while true do collectgarbage() end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins when a variable closes",
      body: `local _ <close> = setmetatable({}, { __close = function() while true do end end }) return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins in coroutines inside coroutines",
      body: `local function nest() return coroutine.wrap(nest)() end while true do pcall(nest) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "looks a name up in a chain of metatables",
      body: `local at = {} for _ = 1, 1900 do at = setmetatable({}, { __index = at }) end while true do local _ = at.x end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "compiles without end",
      body: `local source = ("x = 1 "):rep(100000) while true do load(source) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "compiles nested parentheses",
      body: `return load("return " .. ("("):rep(100000)) and "compiled" or "refused"`,
      answer: "refused",
    },
  ],
};
