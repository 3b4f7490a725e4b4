-- Calls a language model again when its provider was busy, a little later each time.
--
-- Only what passes by itself is tried again: a wrong key or a conversation that is too long fails the second time as well,
-- and costs time and money to find out.
local hookloom = require "hookloom"

-- Words from error messages, in lower case. A list, because providers agree on nothing else.
local PASSING = { "429", "502", "503", "529", "overloaded", "rate limit", "rate_limit", "too many requests" }
local LASTING = { "quota", "billing", "credit" } -- Also reported as 429, and not over in a minute.

local function mentions(text, words)
  for _, word in ipairs(words) do
    if text:find(word, 1, true) then return true end
  end
  return false
end

local options = {
  description = "Retries calls to providers that were busy",
  match = { success = false, error = { exists = true } }, -- The script is not even called for calls that succeeded.
  priority = "low", -- After hooks that count calls: this one ends the round.
}

hookloom.on("AfterProviderCall", options, function(ctx)
  if type(ctx.data.error) ~= "string" then return nil end
  local error_text = ctx.data.error:lower()
  if not mentions(error_text, PASSING) or mentions(error_text, LASTING) then return nil end
  -- 1, 2 and 4 seconds, varied at random so that callers who failed together do not come back together.
  return hookloom.retry({ max_attempts = 4, delay_ms = 1000, backoff = "exponential", jitter = true })
end)
