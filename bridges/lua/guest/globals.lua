-- Makes the global environment what a script may see: no files, no processes, no bytecode, no reflection. Called by
-- start.js before anything of the script exists; answers the functions of `debug` that only the prelude may have.
local log, seed_high, seed_low = ...
local load, select, tostring, concat, pack = load, select, tostring, table.concat, table.pack
local prelude_debug = { getinfo = debug.getinfo, traceback = debug.traceback, setmetatable = debug.setmetatable }

-- Lua seeds by the clock, in seconds: scripts that start together would draw the same numbers.
math.randomseed(seed_high, seed_low)

os = { time = os.time, clock = os.clock, date = os.date, difftime = os.difftime }
debug = { traceback = debug.traceback }
dofile, loadfile, string.dump = nil, nil, nil

-- Bytecode is not checked by Lua and could break out of it.
function _G.load(chunk, name, _, ...)
  if select("#", ...) == 0 then return load(chunk, name, "t") end
  return load(chunk, name, "t", (...))
end

local function joined(separator, ...)
  local texts = pack(...)
  for index = 1, texts.n do texts[index] = tostring(texts[index]) end
  return concat(texts, separator)
end

function _G.print(...) log(1, joined("\t", ...)) end
function _G.warn(...) log(2, joined("", ...)) end

return prelude_debug
