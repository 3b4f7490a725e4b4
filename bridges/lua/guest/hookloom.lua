-- The `hookloom` module and the four operations of a guest. Called by start.js before the script, so everything it uses is
-- captured here: a script that replaces a global changes only itself.
local debug, decode, answer, show, log_line, publish, array_marker, null, create_describers, add_host_api, hookloom = ...
local type, error, tostring, rawget, rawequal = type, error, tostring, rawget, rawequal
local load, setmetatable, xpcall, next = load, setmetatable, xpcall, next
local create, resume, yield, running, close = coroutine.create, coroutine.resume, coroutine.yield, coroutine.running, coroutine.close
local is_yieldable = coroutine.isyieldable
local sub, rep, match, gsub, math_type, huge = string.sub, string.rep, string.match, string.gsub, math.type, math.huge
local collectgarbage, getinfo = collectgarbage, debug.getinfo

-- What a thread yields to the prelude, told apart from whatever a script may yield.
local FINISHED, WAITING = {}, {}

local file = ""
local modules, imported = {}, {} -- shared modules by what scripts call them, and what those that were required answered
local broken_module = nil -- what Lua said of one that does not compile
local describe_exception, describe_syntax
local loading = false
local handlers = {}
local function list() return setmetatable({}, array_marker) end
local report = { hooks = list(), subscriptions = list(), components = list(), wants = { publish = list(), http = list(), state = list() }, modules = list() }
local MAX_FAULTS = 20
local WANTS = { publish = "event types or patterns", http = "hosts", state = "names of shared states" }
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

local function answer_value(value)
  if value == nil then value = null end
  local problem = answer("V", value)
  if problem then answer_bad_result("the value: " .. problem) end
end

local function answer_faults(faults)
  if #faults > 0 then answer("R", { faults = faults }) end
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

local function run(thread, ticket, answer_with, first, second)
  current = thread
  local ok, signal, value = resume(thread, first, second)
  current = nil
  if ok and rawequal(signal, FINISHED) then
    idle = thread
    return answer_with(value)
  end
  if ok and rawequal(signal, WAITING) then
    if ticket == nil then
      last_ticket = last_ticket + 1
      ticket = last_ticket
    end
    waiting[ticket] = { thread = thread, request = value.id, answer_with = answer_with }
    answer("W", { ticket = ticket, requests = setmetatable({ value }, array_marker) })
    return
  end
  if not ok then return answer_exception(thread, signal) end
  close(thread)
  answer_fault({ kind = "exception", message = "the handler yielded outside of a coroutine of its own", file = file })
end

-- Asks the host and waits for its answer. Called by what the script calls, which is one level further up for `level`.
local function ask(name, request, level)
  if current == nil or running() ~= current then
    error(name .. " works only in a handler itself: not while the script loads, not in a coroutine it made", level or 4)
  end
  if not is_yieldable() then
    error(name .. " cannot wait inside a function called by string.gsub, table.sort or the like", level or 4)
  end
  last_request = last_request + 1
  request.id = last_request
  local ok, value = yield(WAITING, request)
  if not ok then error(value, level or 4) end
  return value
end

function hookloom.sleep(milliseconds)
  if math_type(milliseconds) == nil or not (milliseconds >= 0 and milliseconds < huge) then
    error("sleep(milliseconds): a number of at least 0 is needed", 2)
  end
  ask("sleep", { kind = "sleep", ms = milliseconds }, 3)
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
  report.hooks[#report.hooks + 1] = { handle = handle, point = point, options = options, line = caller_line() }
end

-- Registers a handler under a text, in one of the report's lists.
local function register(kind, signature, what, text, handler)
  if not loading then error(signature .. " works only while the script loads, not inside a handler", 3) end
  if type(text) ~= "string" or text == "" then error(signature .. ": the " .. what .. " must be a text", 3) end
  if type(handler) ~= "function" then error(signature .. ": the handler must be a function, not " .. type(handler), 3) end
  local handle = #handlers + 1
  handlers[handle] = handler
  report[kind][#report[kind] + 1] = { handle = handle, [what] = text, line = caller_line() }
end

-- Keeps what the script says of its version; a migration has a handle as handlers have.
local function declare(version, migrate)
  if not loading then error("script(declaration) works only while the script loads, not inside a handler", 3) end
  report.script = { version = version, line = caller_line() }
  if migrate == nil then return end
  report.script.migrate = #handlers + 1
  handlers[#handlers + 1] = migrate
end

function hookloom.wants(permissions)
  if not loading then error("wants(permissions) works only while the script loads, not inside a handler", 2) end
  if type(permissions) ~= "table" then error("wants(permissions): a table is needed, not " .. type(permissions), 2) end
  local wanted = { publish = list(), http = list(), state = list() }
  for name, texts in next, permissions do
    local what = WANTS[name]
    if what == nil then
      error('wants(permissions): there is no permission "' .. tostring(name) .. '"; there are publish, http and state', 2)
    end
    if type(texts) ~= "table" then error("wants(permissions): " .. name .. " must be a list of " .. what, 2) end
    for index = 1, #texts do
      if type(texts[index]) ~= "string" then error("wants(permissions): " .. name .. " must be a list of " .. what, 2) end
      wanted[name][index] = texts[index]
    end
  end
  report.wants = wanted
end

add_host_api(hookloom, ask, register, declare, publish, show, null)

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

-- Without what Lua's own loader skips in front of a file.
local function readable(source)
  if sub(source, 1, 3) == "\xEF\xBB\xBF" then source = sub(source, 4) end
  if sub(source, 1, 1) == "#" then source = "--" .. source end
  return source
end

-- What a module that is not there is answered with; describeMissingModule of guest-protocol.ts says the same.
local function missing(name)
  local inside = match(name, "^modules%.(.+)$")
  if inside == nil then return 'a script can require only "hookloom" and shared modules ("modules.…"), not "' .. name .. '"' end
  local path = gsub(inside, "%.", "/")
  return 'there is no shared module "' .. path .. '" for ' .. file .. ": it must be in modules/" .. path .. '.lua, and be granted: [grants."'
    .. file .. '"] modules = ["' .. path .. '"]'
end

function require(name)
  if name == "hookloom" then return hookloom end
  name = tostring(name)
  if imported[name] ~= nil then return imported[name] end
  local module = modules[name]
  if module == nil then error(missing(name), 2) end
  if module.begun then error('the shared modules require each other in a circle: "' .. name .. '"', 2) end
  module.begun = true
  local main, problem = load(readable(module.source), "@" .. module.file, "t")
  if main == nil then
    broken_module = problem
    error(problem, 0)
  end
  report.modules[#report.modules + 1] = module.name
  local value = main(name)
  imported[name] = value == nil and true or value
  return imported[name]
end

---- Operations ------------------------------------------------------------------------------------------------------

-- How Lua writes the name of a file in messages.
local function short_source(name) return getinfo(load("", "@" .. name), "S").short_src end

local function load_script()
  local script = decode()
  file = script.file
  local own = { [file] = short_source(file) }
  local offered = script.modules or {}
  for index = 1, #offered do
    local module = offered[index]
    modules["modules." .. gsub(module.name, "/", ".")] = module
    own[module.file] = short_source(module.file)
  end
  describe_exception, describe_syntax = create_describers(getinfo, debug.traceback, show, array_marker, file, own)
  local main, problem = load(readable(script.source), "@" .. file, "t")
  if main == nil then return answer_fault(describe_syntax(problem)) end
  loading = true
  local thread = create(work)
  local ok, signal = resume(thread, main)
  loading = false
  if not ok and signal == broken_module then return answer_fault(describe_syntax(broken_module)) end
  if not ok then return answer_exception(thread, signal) end
  if not rawequal(signal, FINISHED) then
    return answer_fault({ kind = "exception", message = "the script yielded while it loaded", file = file })
  end
  idle = thread
  problem = answer("L", report)
  if problem then answer_fault({ kind = "exception", message = "the options of a hook: " .. problem, file = file }) end
end

local function enter(handler, answer_with)
  if handler == nil then return answer_fault({ kind = "exception", message = "no handler has this handle", file = file }) end
  local thread = idle or create(work)
  idle = nil
  run(thread, nil, answer_with, handler, decode())
end

local function call(handle) enter(handlers[handle], answer_result) end

local function perform(handle) enter(handlers[handle], answer_value) end

-- One after another; one that fails does not keep the handler from the next.
local function deliver(handle)
  local handler = handlers[handle]
  enter(handler and function(events)
    local faults = list()
    for index = 1, #events do
      xpcall(handler, function(thrown)
        if #faults == MAX_FAULTS then return end
        local fault = describe_exception(running(), thrown)
        fault.index = index - 1
        faults[#faults + 1] = fault
      end, events[index])
    end
    return faults
  end, answer_faults)
end

local function resume_call(ticket)
  local entry = waiting[ticket]
  if entry == nil then return answer_fault({ kind = "exception", message = "resumed a call that does not wait", file = file }) end
  local answers = decode()
  for index = 1, #answers do
    local given = answers[index]
    if given.id == entry.request then
      waiting[ticket] = nil
      if given.ok then return run(entry.thread, ticket, entry.answer_with, true, given.value) end
      return run(entry.thread, ticket, entry.answer_with, false, given.error)
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

return load_script, call, resume_call, abandon, deliver, perform, tidy
