-- Keeps keys out of prompts and out of what an agent's tools are given: a key in a file it writes, or in a command, is on its way.
local hookloom = require "hookloom"

local KEYS = {
  { "an AWS access key", "%f[A-Za-z0-9]AKIA" .. ("[A-Z0-9]"):rep(16) },
  { "a GitHub token", "%f[A-Za-z0-9]gh[pousr]_" .. ("[A-Za-z0-9]"):rep(20) },
  { "an API key", "%f[A-Za-z0-9]sk%-" .. ("[A-Za-z0-9-]"):rep(20) },
  { "a private key", "%-%-%-%-%-BEGIN [A-Z ]*PRIVATE KEY%-%-%-%-%-" },
}

--- What kind of key a value holds, at any depth.
local function find(value)
  if type(value) == "string" then
    for _, key in ipairs(KEYS) do
      if value:find(key[2]) then return key[1] end
    end
  elseif type(value) == "table" then
    for _, inside in pairs(value) do
      local kind = find(inside)
      if kind then return kind end
    end
  end
end

local function options(description)
  return { description = description, priority = "high", failure_mode = "fail_closed", timeout_ms = 1000 }
end

hookloom.on("UserPromptSubmit", options "Keeps keys out of prompts", function(ctx)
  local kind = ctx.metadata.agent ~= nil and find(ctx.data.prompt)
  if kind then
    return hookloom.cancel("The prompt holds " .. kind .. ". Take it out: what is sent to a model is not secret any more.")
  end
end)

hookloom.on("BeforeToolExecution", options "Keeps keys out of tool calls", function(ctx)
  local kind = ctx.metadata.agent ~= nil and find(ctx.data.parameters)
  if kind then return hookloom.cancel("The call holds " .. kind .. ". Read it from the environment instead.") end
end)
