-- Stops an agent that makes the same call again and again: it has lost its way, and the sixth time will not help either.
local hookloom = require "hookloom"

local MOST_TIMES = 5
local MOST_SESSIONS = 1000

-- By session: the last call, and how often it was made in a row. Lives as long as this script is loaded.
local last, sessions = {}, 0

--- A text that is the same for the same arguments, whatever their order.
local function spell(value)
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for key, inside in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. spell(inside) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

hookloom.on("BeforeToolExecution", { description = "Stops calls that repeat themselves" }, function(ctx)
  if ctx.metadata.agent == nil then return nil end -- Not a coding agent's.
  local session = tostring(ctx.data.session_id or ctx.data.conversation_id or "")
  local call = ctx.data.tool_name .. spell(ctx.data.parameters)
  local before = last[session]
  if before and before.call == call then
    before.times = before.times + 1
    if before.times > MOST_TIMES then
      return hookloom.cancel(("This is the same call %d times in a row. Do something else, or ask the user."):format(before.times))
    end
    return nil
  end
  if before == nil then
    if sessions >= MOST_SESSIONS then last, sessions = {}, 0 end
    sessions = sessions + 1
  end
  last[session] = { call = call, times = 1 }
end)
