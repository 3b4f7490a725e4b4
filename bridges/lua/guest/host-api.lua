-- What scripts reach beyond hooks: their state, events, servers, and components of their own. Answers a function that adds them to the
-- `hookloom` module; hookloom.lua calls it with what it has.
local type, error, next, tostring, math_type = type, error, next, tostring, math.type

return function(hookloom, ask, register, declare, publish, show, null)
  local function request(kind, arguments)
    local _, problem = show(arguments)
    if problem then error(kind .. ": " .. problem, 3) end
    local value = ask(kind, { kind = kind, arguments = arguments })
    if value == null then return nil end
    return value
  end

  -- The arguments with those of a table of options.
  local function with(arguments, options)
    if options ~= nil then
      if type(options) ~= "table" then error("the options must be a table, not " .. type(options), 3) end
      for name, value in next, options do arguments[name] = value end
    end
    return arguments
  end

  -- A state; without a namespace, the script's own.
  local function state_at(namespace)
    local state = {}

    local function ask_state(kind, arguments)
      arguments.namespace = namespace
      return request(kind, arguments)
    end

    function state.get(key) return ask_state("state.get", { key = key or null }) end

    function state.set(key, value, options)
      if value == nil then value = null end
      return ask_state("state.set", with({ key = key or null, value = value }, options))
    end

    function state.delete(key) return ask_state("state.delete", { key = key or null }) end

    function state.keys(prefix) return ask_state("state.keys", { prefix = prefix or "" }) end

    function state.increment(key, by, options)
      return ask_state("state.increment", with({ key = key or null, by = by or 1 }, options))
    end

    function state.window(key, window_ms, by)
      return ask_state("state.window", { key = key or null, window_ms = window_ms or null, by = by or 1 })
    end

    return state
  end

  local state = state_at(nil)

  function state.shared(namespace)
    if type(namespace) ~= "string" then error("state.shared(name): the name must be a text, not " .. type(namespace), 2) end
    return state_at(namespace)
  end

  local http = {}

  function http.request(options) return request("http.request", with({}, options)) end

  function http.get(url, options)
    local arguments = with({}, options)
    arguments.url, arguments.method = url or null, "GET"
    return request("http.request", arguments)
  end

  local shell, secrets = {}, {}

  function shell.assess(command) return request("shell.assess", { command = command or null }) end

  function secrets.redact(value)
    if value == nil then value = null end
    return request("secrets.redact", { value = value })
  end

  local events = {}

  function events.publish(event_type, data)
    if data == nil then data = {} end
    if type(data) ~= "table" then error("events.publish(type, data): the data must be a table, not " .. type(data), 2) end
    local problem = publish(event_type, data)
    if problem then error("events.publish(type, data): " .. problem, 2) end
  end

  function events.on(pattern, handler) register("subscriptions", "events.on(pattern, handler)", "pattern", pattern, handler) end

  function hookloom.component(name, handler) register("components", "component(name, handler)", "name", name, handler) end

  -- Says of which version the script is, and how it makes its state of that of another version.
  function hookloom.script(declaration)
    if type(declaration) ~= "table" then error("script(declaration): a table is needed, not " .. type(declaration), 2) end
    for name in next, declaration do
      if name ~= "version" and name ~= "migrate" then
        error('script(declaration): there is no "' .. tostring(name) .. '"; there are version and migrate', 2)
      end
    end
    local version, migrate = declaration.version, declaration.migrate
    if math_type(version) ~= "integer" or version < 1 then error("script(declaration): version must be an integer from 1 on", 2) end
    if migrate ~= nil and type(migrate) ~= "function" then error("script(declaration): migrate must be a function", 2) end
    declare(version, migrate and function(given)
      local state = migrate(given.old_version, given.state)
      if state == nil then state = given.state end
      return state
    end)
  end

  -- What tests of scripts are written with; its services are there when a host runs tests.
  local testing = {}
  local no_options = {}

  function testing.test(name, handler)
    local text = type(name) == "string" and "test:" .. name or name
    register("components", "testing.test(name, handler)", "name", text, handler)
  end

  function testing.run(point, data, options)
    return request("testing.run", { point = point or null, data = data or null, options = options or no_options })
  end

  function testing.expect(point, data, expected, options)
    local arguments = { point = point or null, data = data or null, expected = expected or null, options = options or no_options }
    return request("testing.expect", arguments)
  end

  function testing.advance(ms) return request("testing.advance", { ms = ms or null }) end

  function testing.events(pattern) return request("testing.events", { pattern = pattern or "**" }) end

  hookloom.state, hookloom.events, hookloom.http, hookloom.testing = state, events, http, testing
  hookloom.shell, hookloom.secrets = shell, secrets
end
