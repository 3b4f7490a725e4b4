-- The `hookloom` module and the four operations of a guest. Called by start.js before the script, so everything it uses is
-- captured here: a script that replaces a global changes only itself.
local debug, decode, answer, show, log_line, array_marker, null, create_describers, hookloom = ...
local type, error, tostring, rawget, rawequal = type, error, tostring, rawget, rawequal
local load, setmetatable = load, setmetatable
local create, resume, yield, running, close = coroutine.create, coroutine.resume, coroutine.yield, coroutine.running, coroutine.close
local is_yieldable = coroutine.isyieldable
local sub, rep, math_type, huge = string.sub, string.rep, math.type, math.huge
local collectgarbage, getinfo = collectgarbage, debug.getinfo

-- What a thread yields to the prelude, told apart from whatever a script may yield.
local FINISHED, WAITING = {}, {}

local file = ""
local describe_exception, describe_syntax
local loading = false
local hooks, handlers = {}, {}
local idle = nil -- a thread whose handler returned: the next call runs in it
local current = nil -- the thread a handler runs in
local waiting = {}
local last_ticket, last_request = 0, 0
local RESERVE_BYTES, CROWDED_KILOBYTES = 64 * 1024, 8 * 1024
local reserve = rep(" ", RESERVE_BYTES) -- to describe an error with when the script has used up its memory

debug.setmetatable(null, { __name = "null", __tostring = function() return "null" end, __metatable = false })
array_marker.__name = "array"

---- Answering -------------------------------------------------------------------------------------------------------

local function answer_fault(fault)
  if answer("E", fault) then answer("E", { kind = fault.kind, message = "the error is too large to show", file = file }) end
end

local function answer_bad_result(message)
  answer_fault({ kind = "result", message = sub(message, 1, 2000), file = file })
end

local function answer_result(value)
  if value == nil or value == null then return end
  if type(value) ~= "table" then
    return answer_bad_result("a handler returns one of the nine results or nothing, not a " .. type(value))
  end
  if rawget(value, "type") == "continue" and rawget(value, "annotations") == nil then return end
  local problem = answer("R", value)
  if problem then answer_bad_result("the result: " .. problem) end
end

local function answer_exception(thread, thrown)
  reserve = nil
  answer_fault(describe_exception(thread, thrown))
end

---- Running handlers ------------------------------------------------------------------------------------------------

local function work(handler, context)
  while true do
    handler, context = yield(FINISHED, (handler(context)))
  end
end

local function run(thread, ticket, first, second)
  current = thread
  local ok, signal, value = resume(thread, first, second)
  current = nil
  if ok and rawequal(signal, FINISHED) then
    idle = thread
    return answer_result(value)
  end
  if ok and rawequal(signal, WAITING) then
    if ticket == nil then
      last_ticket = last_ticket + 1
      ticket = last_ticket
    end
    waiting[ticket] = { thread = thread, request = value.id }
    answer("W", { ticket = ticket, requests = setmetatable({ value }, array_marker) })
    return
  end
  if not ok then return answer_exception(thread, signal) end
  close(thread)
  answer_fault({ kind = "exception", message = "the handler yielded outside of a coroutine of its own", file = file })
end

function hookloom.sleep(milliseconds)
  if math_type(milliseconds) == nil or not (milliseconds >= 0 and milliseconds < huge) then
    error("sleep(milliseconds): a number of at least 0 is needed", 2)
  end
  if current == nil or running() ~= current then
    error("sleep works only in a handler itself: not while the script loads, not in a coroutine it made", 2)
  end
  if not is_yieldable() then error("sleep cannot wait inside a function called by string.gsub, table.sort or the like", 2) end
  last_request = last_request + 1
  local ok, problem = yield(WAITING, { id = last_request, kind = "sleep", ms = milliseconds })
  if not ok then error(problem, 2) end
end

---- Registering -----------------------------------------------------------------------------------------------------

-- Line of the script that called into the prelude.
local function caller_line()
  for level = 3, 20 do
    local info = getinfo(level, "Sl")
    if info == nil then return nil end
    if info.source == "@" .. file and info.currentline > 0 then return info.currentline end
  end
end

function hookloom.on(point, options, handler)
  if handler == nil and type(options) == "function" then options, handler = nil, options end
  if options == nil then options = {} end
  if not loading then error("on works only while the script loads, not inside a handler", 2) end
  if type(point) ~= "string" then error("on(point, options, handler): the point must be a string, not " .. type(point), 2) end
  if type(options) ~= "table" then error("on(point, options, handler): the options must be a table, not " .. type(options), 2) end
  if type(handler) ~= "function" then error("on(point, options, handler): the handler must be a function, not " .. type(handler), 2) end
  local _, problem = show(options)
  if problem then error("on(point, options, handler): the options: " .. problem, 2) end
  local handle = #handlers + 1
  handlers[handle] = handler
  hooks[handle] = { handle = handle, point = point, options = options, line = caller_line() }
end

---- The rest of the module ------------------------------------------------------------------------------------------

hookloom.null = null

function hookloom.array(list)
  if list == nil then list = {} end
  if type(list) ~= "table" then error("array(list): a table is needed, not " .. type(list), 2) end
  return setmetatable(list, array_marker)
end

local function logger(level)
  return function(message, fields)
    if type(message) == "table" then message = show(message) or message end
    log_line(level, tostring(message), fields)
  end
end
hookloom.log = { debug = logger(0), info = logger(1), warn = logger(2), error = logger(3) }

function require(name)
  if name == "hookloom" then return hookloom end
  error('a script can require only "hookloom", not "' .. tostring(name) .. '": it cannot require other files yet', 2)
end

---- Operations ------------------------------------------------------------------------------------------------------

local function load_script()
  local script = decode()
  file = script.file
  local source = script.source
  if sub(source, 1, 3) == "\xEF\xBB\xBF" then source = sub(source, 4) end
  if sub(source, 1, 1) == "#" then source = "--" .. source end
  local short_source = getinfo(load("", "@" .. file), "S").short_src
  describe_exception, describe_syntax = create_describers(getinfo, debug.traceback, show, array_marker, file, short_source)
  local main, problem = load(source, "@" .. file, "t")
  if main == nil then return answer_fault(describe_syntax(problem)) end
  loading = true
  local thread = create(work)
  local ok, signal = resume(thread, main)
  loading = false
  if not ok then return answer_exception(thread, signal) end
  if not rawequal(signal, FINISHED) then
    return answer_fault({ kind = "exception", message = "the script yielded while it loaded", file = file })
  end
  idle = thread
  problem = answer("L", { hooks = setmetatable(hooks, array_marker) })
  if problem then answer_fault({ kind = "exception", message = "the options of a hook: " .. problem, file = file }) end
end

local function call(handle)
  local handler = handlers[handle]
  if handler == nil then return answer_fault({ kind = "exception", message = "no hook has this handle", file = file }) end
  local thread = idle or create(work)
  idle = nil
  run(thread, nil, handler, decode())
end

local function resume_call(ticket)
  local entry = waiting[ticket]
  if entry == nil then return answer_fault({ kind = "exception", message = "resumed a call that does not wait", file = file }) end
  local answers = decode()
  for index = 1, #answers do
    local given = answers[index]
    if given.id == entry.request then
      waiting[ticket] = nil
      return run(entry.thread, ticket, given.ok, given.error)
    end
  end
  answer("W", { ticket = ticket, requests = setmetatable({}, array_marker) })
end

local function abandon(ticket)
  local entry = waiting[ticket]
  waiting[ticket] = nil
  if entry ~= nil then close(entry.thread) end
end

-- Called after an error, when the thread it was raised in is garbage. A script that recursed without end left a stack of
-- many megabytes, and Lua itself does not collect when a stack cannot grow: the next call would fail for nothing.
local function tidy()
  if collectgarbage("count") > CROWDED_KILOBYTES then collectgarbage() end
  reserve = reserve or rep(" ", RESERVE_BYTES)
end

return load_script, call, resume_call, abandon, tidy
