-- Stops an agent's shell commands that throw work away or run what was just downloaded, and has the user asked about those that
-- reach the outside world.
local hookloom = require "hookloom"

local SHELLS = { sh = true, bash = true, zsh = true }
local DOWNLOADERS = { curl = true, wget = true }
-- The first words of a command, a word that must be among the others, and why it is stopped.
local STOPPED = {
  { begins = { "git", "push" }, has = { ["--force"] = true, ["-f"] = true }, why = "it overwrites what others have pushed" },
  { begins = { "git", "reset" }, has = { ["--hard"] = true }, why = "it throws away changes that are not committed" },
  { begins = { "git", "clean" }, has = { ["-f"] = true, ["-fd"] = true, ["-fdx"] = true }, why = "it deletes files that git does not know" },
}
local ASKED = {
  { begins = { "git", "push" }, why = "It publishes commits." },
  { begins = { "npm", "publish" }, why = "It publishes a package." },
  { begins = { "terraform", "apply" }, why = "It changes infrastructure." },
  { begins = { "kubectl", "delete" }, why = "It deletes what runs in a cluster." },
}

local function begins_with(words, beginning)
  for index, word in ipairs(beginning) do
    if words[index] ~= word then return false end
  end
  return true
end

local function has_any(words, wanted)
  for _, word in ipairs(words) do
    if wanted[word] then return true end
  end
  return false
end

local function commands_of(text)
  local commands = {}
  for part in text:gmatch("[^;&|\n]+") do
    local words = {}
    for word in part:gmatch("%S+") do words[#words + 1] = word end
    commands[#commands + 1] = words
  end
  return commands
end

local options = { description = "Stops or asks about risky shell commands", match = { tool_name = "Bash" }, priority = "high", failure_mode = "fail_closed" }

hookloom.on("BeforeToolExecution", options, function(ctx)
  if ctx.metadata.agent == nil then return nil end -- Not a coding agent's.
  local parameters = ctx.data.parameters
  local commands = commands_of(type(parameters) == "table" and tostring(parameters.command or "") or "")
  for index, words in ipairs(commands) do
    local before = commands[index - 1]
    if SHELLS[words[1]] and before and DOWNLOADERS[before[1]] then
      return hookloom.cancel("Stopped: it runs what was just downloaded.")
    end
    for _, rule in ipairs(STOPPED) do
      if begins_with(words, rule.begins) and has_any(words, rule.has) then return hookloom.cancel("Stopped: " .. rule.why .. ".") end
    end
  end
  for _, rule in ipairs(ASKED) do
    for _, words in ipairs(commands) do
      if begins_with(words, rule.begins) then
        return hookloom.annotate(hookloom.continue_(), { permission = "ask", permission_reason = rule.why })
      end
    end
  end
end)
