-- Stops calling language models when a session has spent its budget.
--
-- What a call costs is known when it is over: AfterProviderCall adds it up, BeforeProviderCall refuses the next call.
local hookloom = require "hookloom"

-- Money is counted in millionths of a dollar, in integers: sums of fractions drift.
local BUDGET = 2000000 -- $2.00 per session
-- Dollars per million tokens, which is the same as millionths of a dollar per token.
local PRICES = {
  large = { input = 15, output = 75 },
  medium = { input = 3, output = 15 },
  small = { input = 1, output = 5 },
}
local UNKNOWN_MODEL = PRICES.large -- Better to stop too early than too late.

-- The sums are kept in the script's state, which outlives reloads and restarts. A host that runs for months would collect those
-- of all its sessions otherwise.
local KEPT = { ttl_ms = 30 * 24 * 3600 * 1000 }

local function key_of(session)
  return "spent/" .. session
end

--- Calls that name no session share one budget. A correlation id is no session: every call has its own.
local function session_of(ctx)
  for _, source in ipairs { ctx.data, ctx.metadata } do
    if type(source.session_id) == "string" then return source.session_id end
  end
  return "default"
end

--- A number of tokens; a call that failed has none.
local function count(tokens)
  return math.type(tokens) == "integer" and tokens > 0 and tokens or 0
end

local function dollars(millionths)
  local cents = millionths // 10000
  return ("$%d.%02d"):format(cents // 100, cents % 100)
end

hookloom.on("AfterProviderCall", { description = "Adds up what the calls of a session cost" }, function(ctx)
  local data = ctx.data
  local price = PRICES[data.model] or UNKNOWN_MODEL
  local cost = price.input * count(data.input_tokens) + price.output * count(data.output_tokens)
  hookloom.state.increment(key_of(session_of(ctx)), cost, KEPT)
end)

local options = { description = "Refuses calls over the session's budget", priority = "high", failure_mode = "fail_closed" }

hookloom.on("BeforeProviderCall", options, function(ctx)
  local session = session_of(ctx)
  local sum = hookloom.state.get(key_of(session)) or 0
  if sum >= BUDGET then
    return hookloom.cancel(('The session "%s" has spent %s of its %s.'):format(session, dollars(sum), dollars(BUDGET)))
  end
end)

hookloom.on("SessionEnd", { description = "Forgets the sum of a session that has ended" }, function(ctx)
  hookloom.state.delete(key_of(session_of(ctx)))
end)
