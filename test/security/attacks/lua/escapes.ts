// Lua that looks for a way out: to the host, to JavaScript, to the inside of the interpreter.

import type { AttackTable } from "../../attack.ts";

export const escapes: AttackTable = {
  category: "escapes",
  top: `-- Those of the paths that lead to something.
local function reachable(...)
  local found = {}
  for _, path in ipairs({ ... }) do
    local at = _G
    for name in path:gmatch("[^.]+") do at = type(at) == "table" and at[name] or nil end
    if at ~= nil then found[#found + 1] = path end
  end
  return #found == 0 and "nothing" or table.concat(found, ", ")
end`,
  attacks: [
    {
      name: "looks for files",
      body: `return reachable("io", "dofile", "loadfile", "os.remove", "os.rename", "os.tmpname", "package", "package.loadlib")`,
      answer: "nothing",
    },
    {
      name: "looks for processes and the environment",
      body: `return reachable("os.execute", "os.getenv", "os.exit", "os.setlocale", "io.popen")`,
      answer: "nothing",
    },
    {
      name: "looks for JavaScript",
      body: `return reachable("js", "window", "globalThis", "null_js", "Error", "process", "fetch", "wasmoon", "Promise")`,
      answer: "nothing",
    },
    {
      name: "looks for reflection",
      body: `return reachable("debug.getregistry", "debug.getupvalue", "debug.setupvalue", "debug.upvalueid", "debug.getlocal", "debug.sethook", "debug.getinfo", "debug.setmetatable", "debug.getuservalue", "debug.setcstacklimit")`,
      answer: "nothing",
    },
    {
      name: "finds every global name that it should not have",
      body: `local known = {} for name in ("_G _VERSION assert collectgarbage error getmetatable ipairs load next pairs pcall print rawequal rawget rawlen rawset require select setmetatable tonumber tostring type xpcall warn coroutine table string math utf8 os debug"):gmatch("%S+") do known[name] = true end
        local found = {} for name in pairs(_G) do if not known[name] then found[#found + 1] = tostring(name) end end
        return #found == 0 and "nothing" or table.concat(found, ", ")`,
      answer: "nothing",
    },
    {
      name: "looks for host objects in everything it can reach",
      body: `local seen, found = {}, {}
        local function visit(value, path)
          if type(value) == "userdata" and value ~= h.null then found[#found + 1] = path end
          if type(value) ~= "table" or seen[value] then return end
          seen[value] = true
          for key, inner in next, value do visit(key, path .. ".key") visit(inner, path .. "." .. tostring(key)) end
          local meta = getmetatable(value) if type(meta) == "table" then visit(meta, path .. ".meta") end
        end
        visit(_G, "_G") visit(h, "hookloom") visit(ctx, "ctx") visit(getmetatable("") or {}, "text")
        return #found == 0 and "nothing" or table.concat(found, ", ")`,
      answer: "nothing",
    },
    {
      name: "loads bytecode",
      body: `local made = load("\\27Lua\\x54\\0\\x19\\x93\\r\\n\\x1a\\n", "x", "b") or load("\\27Lua", "x", "bt") return made and "loaded" or "nothing"`,
      answer: "nothing",
    },
    {
      name: "loads bytecode in pieces",
      body: `local pieces, at = { "\\27", "Lua\\x54" }, 0 local made = load(function() at = at + 1 return pieces[at] end, "x", "bt", {}) return made and "loaded" or "nothing"`,
      answer: "nothing",
    },
    {
      name: "dumps a function to change it",
      body: `return string.dump == nil and ("").dump == nil and "nothing" or "dumped"`,
      answer: "nothing",
    },
    {
      name: "requires what is not there",
      body: `for _, name in ipairs({ "io", "os", "debug", "package", "js", "../neighbour", "/etc/passwd" }) do if pcall(require, name) then return name end end return "nothing"`,
      answer: "nothing",
    },
    {
      name: "gets the metatable of null and changes it",
      body: `local meta = getmetatable(h.null) local ok = pcall(setmetatable, h.null, {}) return (meta == false and not ok) and "nothing" or "changed"`,
      answer: "nothing",
    },
    {
      name: "reads paths of the host in a traceback",
      body: `local trace = debug.traceback() .. select(2, pcall(error, "x", 2)) return trace:find("/", 1, true) and trace or "nothing"`,
      answer: "nothing",
    },
    {
      name: "reads addresses of the host",
      body: `local text = tostring({}) .. tostring(print) local digits = text:match("0x(%x+)") return #digits:gsub("^0+", "") <= 8 and "wasm addresses" or digits`,
      answer: "wasm addresses",
    },
    {
      name: "formats with unsafe directives",
      body: `return (pcall(string.format, "%n%n%n", 1) or pcall(os.date, "%Ez%Oz%#")) and "accepted" or "nothing"`,
      answer: "nothing",
    },
  ],
};
