-- Lets tools write files inside the project folder only, and not the ones in it that are nobody's to edit.
--
-- Only the text of a path is looked at. A link inside the project that leads out of it is not noticed, for a script cannot
-- see the disk; what must hold even then belongs in the permissions of the operating system.
local hookloom = require "hookloom"

local WRITING_TOOLS = { "Write", "Edit", "MultiEdit", "NotebookEdit", "write_file", "edit_file", "create_file", "delete_file" }
local PATH_PARAMETERS = { "file_path", "path", "notebook_path", "target_file" }
local UNTOUCHABLE = {
  [".git"] = "belongs to git itself",
  [".ssh"] = "holds keys",
  [".env"] = "holds secrets",
}
local HARMLESS_ENV_FILES = { [".env.example"] = true, [".env.sample"] = true, [".env.template"] = true }

--- JSON's null arrives as `hookloom.null`, which counts as true.
local function present(value)
  if value ~= hookloom.null then return value end
end

--- Whether a path says itself where it begins: `/x`, `\x`, `C:x`, `file://x` or `~/x`.
local function is_absolute(path)
  return path:find("^[/\\~]") ~= nil or path:find("^[^/\\]*:") ~= nil
end

--- The parts of a path, without `.` and `..`.
local function normalize(path)
  local parts = {}
  for part in path:gmatch("[^/\\]+") do
    if part == ".." then
      table.remove(parts)
    elseif part ~= "." then
      table.insert(parts, part)
    end
  end
  return parts
end

--- As a disk that is not particular sees it: macOS finds `.git` as `.GIT`, Windows as `.git.` and `.git::$DATA`.
local function plain_name(part)
  return (part:lower():gsub(":.*", ""):gsub("[. ]+$", ""))
end

--- What is wrong with a path, or nil. `folder` is where relative paths begin.
local function find_reason(path, project, folder)
  if type(path) ~= "string" then return "a file whose path is not a text" end
  if type(project) ~= "string" or type(folder) ~= "string" or not is_absolute(project) or not is_absolute(folder) then
    return ('"%s", because neither metadata.project_dir nor data.cwd says where the project is'):format(path)
  end
  local inside = normalize(project)
  local parts = normalize(is_absolute(path) and path or folder .. "/" .. path)
  for index, part in ipairs(inside) do
    if parts[index] ~= part then return ('"%s", which is outside of the project folder "%s"'):format(path, project) end
  end
  for index = #inside + 1, #parts do
    local name = plain_name(parts[index])
    if name:sub(1, 5) == ".env." and not HARMLESS_ENV_FILES[name] then name = ".env" end
    if UNTOUCHABLE[name] then return ('"%s", because "%s" %s'):format(path, parts[index], UNTOUCHABLE[name]) end
  end
end

local options = {
  description = "Keeps file changes inside the project folder",
  match = { tool_name = WRITING_TOOLS },
  priority = "highest",
  failure_mode = "fail_closed", -- A path that could not be checked is not written.
}

hookloom.on("BeforeToolExecution", options, function(ctx)
  local tool_name, cwd, parameters = ctx.data.tool_name, present(ctx.data.cwd), present(ctx.data.parameters) or {}
  local project = present(ctx.metadata.project_dir) or cwd
  local named = false
  for _, parameter in ipairs(PATH_PARAMETERS) do
    local path = present(parameters[parameter])
    if path ~= nil then
      named = true
      local reason = find_reason(path, project, cwd or project)
      if reason then return hookloom.cancel(("%s must not change %s."):format(tool_name, reason)) end
    end
  end
  if not named then
    return hookloom.cancel(("%s names no file in %s."):format(tool_name, table.concat(PATH_PARAMETERS, ", ")))
  end
end)
