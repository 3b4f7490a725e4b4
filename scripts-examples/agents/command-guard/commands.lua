-- Stops an agent's shell commands that are dangerous, and has the user asked about those that may be. The host reads the command as
-- a shell would, so that it makes no difference how it is quoted, nested or hidden.
local hookloom = require "hookloom"

local options = {
  description = "Stops or asks about risky shell commands",
  match = { tool_name = "Bash" },
  priority = "high",
  failure_mode = "fail_closed",
  timeout_ms = 1000, -- It waits for the host.
}

hookloom.on("BeforeToolExecution", options, function(ctx)
  if ctx.metadata.agent == nil then return nil end -- Not a coding agent's.
  local parameters = ctx.data.parameters
  local verdict = hookloom.shell.assess(type(parameters) == "table" and tostring(parameters.command or "") or "")
  if verdict.risk == "CRITICAL" or verdict.risk == "HIGH" then return hookloom.cancel("Stopped: it " .. verdict.why .. ".") end
  if verdict.risk == "MEDIUM" then
    return hookloom.annotate(hookloom.continue_(), { permission = "ask", permission_reason = "It " .. verdict.why .. "." })
  end
end)
