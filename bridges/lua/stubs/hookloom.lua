---@meta hookloom
-- Editor typings for Lua hook scripts: point the Lua language server's `workspace.library` at this folder.

---@class hookloom
---@field log hookloom.Log
---@field state hookloom.OwnState
---@field events hookloom.Events
---@field http hookloom.Http
---@field shell hookloom.Shell
---@field secrets hookloom.Secrets
---@field null lightuserdata JSON null. It counts as true; compare with `==`.
local hookloom = {}

---@alias hookloom.Json nil|boolean|number|string|lightuserdata|table

---@class hookloom.Component
---@field id string
---@field name? string
---@field type? string

---@class hookloom.Context A copy: changing it changes nothing outside.
---@field point string
---@field data table
---@field metadata table
---@field state table The host's own state for this run; read only.
---@field component hookloom.Component
---@field correlation_id string
---@field deadline? integer Milliseconds since 1970.
---@field outcome? { type: string, reason?: string, hook_id?: string } What the run came to; only in the phase "observe".

---@class hookloom.Condition All must hold.
---@field glob? string `*` stands for any characters, `?` for one.
---@field regex? string RE2's syntax; matches anywhere unless it is anchored.
---@field gt? number
---@field gte? number
---@field lt? number
---@field lte? number
---@field exists? boolean
---@field not? hookloom.Json
---@field any? hookloom.Json[]
---@field all? hookloom.Json[]

---@class hookloom.Options
---@field id? string Unique among all loaded scripts.
---@field description? string
---@field phase? "validate"|"authorize"|"transform"|"observe" What the hook is there for; orders before any priority.
---@field priority? "highest"|"high"|"normal"|"low"|"lowest"|integer Higher runs earlier.
---@field before? string|string[] Ids, or globs of ids, of hooks of the same phase that are to be asked after this one.
---@field after? string|string[] Ids, or globs of ids, of hooks of the same phase that are to be asked before this one.
---@field once? boolean Whether the hook goes as soon as it is asked for the first time.
---@field shadow? boolean Whether what it answers is only recorded, and decides and changes nothing.
---@field match? table<string, hookloom.Json|hookloom.Condition> Condition on `data`, checked by the host.
---@field timeout_ms? integer Wall time of one call, 1 to 5000; 100 when absent.
---@field failure_mode? "fail_open"|"fail_closed" What an error or a time-out of this hook means.
---@field fields? string[] Paths in `data` that the hook needs; nothing else enters the sandbox.

---@class hookloom.Result
---@field type "continue"|"modified"|"cancel"|"redirect"|"replace"|"retry"|"fork"|"cache"|"skipped"
---@field annotations? table

---@class hookloom.RetryOptions
---@field max_attempts? integer 3 when absent.
---@field delay_ms? number 0 when absent.
---@field backoff? "fixed"|"linear"|"exponential"
---@field jitter? boolean

---@class hookloom.Branch
---@field data? table A merge patch.
---@field component? string

---@alias hookloom.Handler fun(ctx: hookloom.Context): hookloom.Result?

---Registers a handler. Works only while the script loads.
---@param point string
---@param options hookloom.Options
---@param handler hookloom.Handler
---@overload fun(point: string, handler: hookloom.Handler)
function hookloom.on(point, options, handler) end

---Goes on to the next hook; the same as returning nothing.
---@return hookloom.Result
function hookloom.continue_() end

---Changes the operation's data by a JSON merge patch; a text changes the content, the point's primary field.
---@param data table|string
---@return hookloom.Result
function hookloom.modified(data) end

---Stops the operation.
---@param reason string
---@return hookloom.Result
function hookloom.cancel(reason) end

---Lets another component perform the operation.
---@param target string
---@return hookloom.Result
function hookloom.redirect(target) end

---Puts a component in the operation's place.
---@param component string
---@return hookloom.Result
function hookloom.replace(component) end

---Runs the operation under a retry policy.
---@param options? hookloom.RetryOptions
---@return hookloom.Result
function hookloom.retry(options) end

---Runs the operation once per branch.
---@param branches hookloom.Branch[]
---@param join? "all"|"first"|"any"|"merge"
---@return hookloom.Result
function hookloom.fork(branches, join) end

---Answers a value and keeps it.
---@param result hookloom.Json
---@param ttl_ms integer
---@param key? string
---@return hookloom.Result
function hookloom.cache(result, ttl_ms, key) end

---Declines to judge.
---@param reason string
---@return hookloom.Result
function hookloom.skipped(reason) end

---The same result with small JSON for the host; `nil` stands for `continue_()`.
---@param result hookloom.Result?
---@param annotations table
---@return hookloom.Result
function hookloom.annotate(result, annotations) end

---Waits without holding anybody up. Works only in a handler itself, not in a coroutine it made.
---@param milliseconds number
function hookloom.sleep(milliseconds) end

---Marks a table as a JSON list, so that it stays one when it is empty.
---@generic T: table
---@param list? T
---@return T
function hookloom.array(list) end

---@class hookloom.Log
local log = {}

---@param message any
---@param fields? table
function log.debug(message, fields) end

---@param message any
---@param fields? table
function log.info(message, fields) end

---@param message any
---@param fields? table
function log.warn(message, fields) end

---@param message any
---@param fields? table
function log.error(message, fields) end

---Keys and values that outlive reloads, and restarts where the host has a state folder.
---@class hookloom.State
local state = {}

---`nil` when there is none.
---@param key string
---@return hookloom.Json
function state.get(key) end

---@param key string
---@param value hookloom.Json
---@param options? { ttl_ms?: number }
function state.set(key, value, options) end

---Whether there was one.
---@param key string
---@return boolean
function state.delete(key) end

---Sorted; the first 1000.
---@param prefix? string
---@return string[]
function state.keys(prefix) end

---Adds to a number, 0 at first, and answers the sum. `ttl_ms` counts from the first time.
---@param key string
---@param by? number
---@param options? { ttl_ms?: number }
---@return number
function state.increment(key, by, options) end

---Adds to a sliding window and answers what was added during the last `window_ms`, to a sixtieth of it.
---@param key string
---@param window_ms number
---@param by? number
---@return number
function state.window(key, window_ms, by) end

---The script's own state.
---@class hookloom.OwnState: hookloom.State
local own_state = {}

---A state that scripts of any language share, if the config grants it.
---@param name string
---@return hookloom.State
function own_state.shared(name) end

---How dangerous a shell command is. Offsets in UTF-16 units, the end excluded.
---@class hookloom.Verdict
---@field risk "SAFE"|"LOW"|"MEDIUM"|"HIGH"|"CRITICAL"
---@field rule string "none" when no rule applies
---@field why string
---@field part table The text at fault: `text`, `start`, and `["end"]`

---@class hookloom.Shell
local shell = {}

---Reads a command for a POSIX shell, bash or PowerShell as the shell would, and runs nothing.
---@param command string
---@return hookloom.Verdict
function shell.assess(command) end

---@class hookloom.Secrets
local secrets = {}

---The same value with `[redacted:<kind>]` in the place of secrets.
---@generic Value
---@param value Value
---@return Value
function secrets.redact(value) end

---@class hookloom.Event
---@field id string
---@field event_type string
---@field timestamp string
---@field version string
---@field source { component: string, instance_id?: string, correlation_id?: string }
---@field data table
---@field metadata? table

---@class hookloom.Events
local events = {}

---Publishes an event, if the config grants it. Does not wait for anybody.
---@param type string
---@param data? table
function events.publish(type, data) end

---Calls the handler with each event whose type matches, if the config grants it. Works only while the script loads.
---@param pattern string
---@param handler fun(event: hookloom.Event)
function events.on(pattern, handler) end

---@class hookloom.HttpOptions
---@field method? "GET"|"HEAD"|"POST"|"PUT"|"PATCH"|"DELETE"|"OPTIONS"
---@field headers? table<string, string>
---@field body? hookloom.Json Anything but a text is sent as JSON.
---@field timeout_ms? number 10,000 when absent; the call's own time limit goes on running.

---@class hookloom.HttpRequest: hookloom.HttpOptions
---@field url string

---@class hookloom.HttpResponse
---@field status integer
---@field headers table<string, string> By names in lower case.
---@field body string

---@class hookloom.Http
local http = {}

---Asks a server, if the config grants its host.
---@param options hookloom.HttpRequest
---@return hookloom.HttpResponse
function http.request(options) end

---@param url string
---@param options? hookloom.HttpOptions
---@return hookloom.HttpResponse
function http.get(url, options) end

---@class hookloom.ComponentContext
---@field data table
---@field component { id: string, name?: string, type?: string }
---@field attempt integer 1 for the first

---Defines a component that `replace`, `redirect` and `fork` can name; the handler performs the operation.
---@param name string
---@param handler fun(ctx: hookloom.ComponentContext): hookloom.Json
function hookloom.component(name, handler) end

---For files named `*.test.lua`, which `hookloom test` runs.
---@class hookloom.Testing
local testing = {}
hookloom.testing = testing

---Defines a test, which fails when the handler raises an error. Works only while the file loads.
---@param name string
---@param handler fun()
function testing.test(name, handler) end

---Asks the hooks under test; without data, with the point's sample.
---@param point string
---@param data? table
---@param options? { component?: table, metadata?: table, state?: table, correlation_id?: string }
---@return { type: string, reason?: string, hook_id?: string, data?: table, result?: table, errors?: table[] }
function testing.run(point, data, options) end

---The same, and fails when the outcome differs from what is expected, as far as that says something; texts may be globs.
---@param point string
---@param data? table
---@param expected table
---@param options? { component?: table, metadata?: table, state?: table, correlation_id?: string }
---@return { type: string, reason?: string, hook_id?: string, data?: table, result?: table, errors?: table[] }
function testing.expect(point, data, expected, options) end

---Moves the time on by which state expires.
---@param ms number
function testing.advance(ms) end

---The events since the test began whose type matches.
---@param pattern? string
---@return hookloom.Event[]
function testing.events(pattern) end

---Says of which version the script is. `migrate` makes the state of this version of that of another, once, before this version
---serves: it returns the new state by its keys, or changes what it was given. Works only while the script loads.
---@param declaration { version: integer, migrate?: fun(old_version: integer, state: table): table? }
function hookloom.script(declaration) end

---Says what the script asks to be allowed. Works only while the script loads.
---@param permissions { publish?: string[], http?: string[], state?: string[] }
function hookloom.wants(permissions) end

return hookloom
