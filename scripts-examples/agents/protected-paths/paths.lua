-- Keeps an agent away from files that nobody should edit by hand, whichever tool it takes: a file tool, or a patch.
local hookloom = require "hookloom"

local TOOLS = { "Write", "Edit", "MultiEdit", "NotebookEdit", "Delete", "apply_patch" }
local PATHS = { "file_path", "path", "notebook_path" }
local PATCHES = { "input", "patch", "command" }
-- Names of files, and of folders with a slash behind them.
local PROTECTED = { ".git/", ".ssh/", ".env", "package-lock.json", "secrets/" }

local options = { description = "Keeps files from being edited", match = { tool_name = TOOLS }, priority = "high", failure_mode = "fail_closed" }

hookloom.on("BeforeToolExecution", options, function(ctx)
  if ctx.metadata.agent == nil then return nil end -- Not a coding agent's.
  local parameters = type(ctx.data.parameters) == "table" and ctx.data.parameters or {}
  local paths = {}
  for _, name in ipairs(PATHS) do
    if type(parameters[name]) == "string" then paths[#paths + 1] = parameters[name] end
  end
  for _, name in ipairs(PATCHES) do
    local text = type(parameters[name]) == "string" and parameters[name] or ""
    for action, path in text:gmatch("%*%*%* (%a+) File: ([^\n]+)") do
      if action == "Add" or action == "Update" or action == "Delete" then paths[#paths + 1] = path end
    end
  end
  for _, path in ipairs(paths) do
    local whole = "/" .. path:gsub("\\", "/") .. "/"
    for _, part in ipairs(PROTECTED) do
      if whole:find("/" .. part:gsub("/$", "") .. "/", 1, true) then
        return hookloom.cancel(('"%s" must not be edited: %s is protected.'):format(path, part))
      end
    end
  end
end)
