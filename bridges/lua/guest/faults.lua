-- Says what went wrong in a script: a readable message and the script's own frames. Called by start.js; answers the function
-- that makes the describers once hookloom.lua knows the script's file.
local find, sub, type, tonumber, tostring = string.find, string.sub, type, tonumber, tostring
local next, pcall, rawget, setmetatable = next, pcall, rawget, setmetatable

local MAX_MESSAGE = 2000
local MAX_FRAMES = 20
local MAX_LEVELS = 200
local DEEP_LEVEL = 10000

-- `file` names the script; `own` has how Lua writes it in messages, and each module that it may require.
return function(getinfo, traceback, show, array_marker, file, own)
  local short_source = own[file]
  local own_sources = {}
  for name in next, own do own_sources["@" .. name] = name end

  -- A message without Lua's "file:line: " in front, that line, and the file.
  local function split(message)
    for name, short in next, own do
      if sub(message, 1, #short + 1) == short .. ":" then
        local _, stop, line = find(message, "^(%d+): ?", #short + 2)
        if stop ~= nil then return sub(message, stop + 1), tonumber(line), name end
      end
    end
    return message
  end

  local function text_of(thrown)
    local kind = type(thrown)
    if kind == "string" or kind == "number" then return split(tostring(thrown)) end
    if kind ~= "table" then return "error(" .. tostring(thrown) .. ") was raised" end
    local ok, text = pcall(tostring, thrown)
    if ok and type(text) == "string" and not find(text, "^[%w_.]+: 0x") then return split(text) end
    local message = rawget(thrown, "message")
    if type(message) == "string" then return split(message) end
    local json = show(thrown)
    return "error(" .. (json or "table that cannot be shown") .. ") was raised"
  end

  -- The script's own frames of a thread that died of an error, innermost first.
  local function frames_of(thread)
    local frames, count, last = setmetatable({}, array_marker), 0, nil
    for level = 0, MAX_LEVELS do
      local info = getinfo(thread, level, "Sln")
      if info == nil or count == MAX_FRAMES then break end
      local own_file = own_sources[info.source]
      if own_file ~= nil and info.currentline > 0 then
        count = count + 1
        frames[count] = { file = own_file, line = info.currentline, ["function"] = info.name }
        last = frames[count]
      elseif last ~= nil then
        -- What our own code calls a function is no name of the script's.
        if info.source == "=hookloom" then last["function"] = nil end
        last = nil
      end
    end
    return frames
  end

  -- The same from Lua's own traceback, which works even when the thread's stack has no room for `getinfo`.
  local function frames_of_full_stack(thread)
    local frames, count = setmetatable({}, array_marker), 0
    local trace = traceback(thread)
    local _, stop = find(trace, short_source .. ":", 1, true)
    while stop ~= nil and count < MAX_FRAMES do
      local _, _, line = find(trace, "^(%d+): in ", stop + 1)
      if line ~= nil then
        count = count + 1
        frames[count] = { file = file, line = tonumber(line) }
      end
      _, stop = find(trace, short_source .. ":", stop + 1, true)
    end
    return frames
  end

  -- What an error raised in a thread is answered as.
  local function exception(thread, thrown)
    local message, line, place = text_of(thrown)
    local ok, frames = pcall(frames_of, thread)
    if not ok then frames = frames_of_full_stack(thread) end
    if message == "not enough memory" then
      local measured, info = pcall(getinfo, thread, DEEP_LEVEL, "l")
      if not measured or info ~= nil then message = message .. ": functions were called more than " .. DEEP_LEVEL .. " levels deep" end
    end
    if line == nil and frames[1] ~= nil then line, place = frames[1].line, frames[1].file end
    return { kind = "exception", message = sub(message, 1, MAX_MESSAGE), file = place or file, line = line, frames = frames }
  end

  -- What a message of the compiler is answered as.
  local function syntax(message)
    local text, line, place = split(message)
    return { kind = "syntax", message = sub(text, 1, MAX_MESSAGE), file = place or file, line = line }
  end

  return exception, syntax
end
