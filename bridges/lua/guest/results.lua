-- The nine results a handler can return, and annotations on them. They only name the fields; the host checks them. Called
-- by start.js; answers the table that hookloom.lua completes to the `hookloom` module.
local next, type, error = next, type, error

local results = {}

function results.continue_() return { type = "continue" } end

function results.modified(data) return { type = "modified", data = data } end

function results.cancel(reason) return { type = "cancel", reason = reason } end

function results.redirect(target) return { type = "redirect", target = target } end

function results.replace(component) return { type = "replace", component = component } end

function results.retry(options)
  local result = { type = "retry", max_attempts = 3, delay_ms = 0, backoff = "fixed", jitter = false }
  if options == nil then return result end
  if type(options) ~= "table" then error("retry(options): the options must be a table, not " .. type(options), 2) end
  for key, value in next, options do
    if key ~= "type" then result[key] = value end
  end
  return result
end

function results.fork(branches, join) return { type = "fork", branches = branches, join = join or "all" } end

function results.cache(result, ttl_ms, key) return { type = "cache", result = result, ttl_ms = ttl_ms, key = key } end

function results.skipped(reason) return { type = "skipped", reason = reason } end

function results.annotate(result, annotations)
  if result == nil then return { type = "continue", annotations = annotations } end
  if type(result) ~= "table" then error("annotate(result, annotations): the result must be a table, not " .. type(result), 2) end
  local annotated = {}
  for key, value in next, result do annotated[key] = value end
  annotated.annotations = annotations
  return annotated
end

return results
