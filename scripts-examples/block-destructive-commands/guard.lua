-- Stops shell commands that would destroy a system or a home folder, before they run.
--
-- A command is read as a shell reads it, because searching its text fails both ways: it misses `rm -r -f /` and stops
-- `echo "rm -rf /"`. This guards against mistakes. What is hidden on purpose (in a variable, a file, a here-document, encoded
-- text) gets past it, so let the tool run where nothing of value is in reach as well.
local hookloom = require "hookloom"

--- A table with every word of a text as a key.
local function words_of(text, value)
  local found = {}
  for word in text:gmatch("%S+") do found[word] = value or true end
  return found
end

local SHELL_TOOLS = {
  "Bash", "bash", "Shell", "shell", "execute_command", "run_command", "run_shell_command", "run_terminal_cmd",
}
local SHELLS = words_of "sh bash dash zsh ksh fish su"
local CHECKED_PROGRAMS = words_of "rm chmod mkfs dd eval cd sh bash dash zsh ksh fish su"
-- Words that a program can stand behind, as in `sudo rm` or `then rm`.
local WRAPPERS = words_of [[sudo doas env nohup nice ionice time timeout command builtin exec stdbuf setsid xargs
  if then elif else while until do !]]
-- Folders of which this many levels must not be lost as a whole: with 2, /home and /home/me, but not /home/me/project.
local PROTECTED_LEVELS = {
  [99] = words_of "bin boot etc lib lib32 lib64 proc sbin sys system",
  [2] = words_of "home library mnt private users usr var volumes",
  [1] = words_of "applications dev media opt root run srv",
}
local HARMLESS_DEVICES = words_of "null zero full tty stdin stdout stderr fd pts shm"
local MODES_FOR_EVERYBODY = words_of "777 0777 a+rwx a=rwx ugo+rwx ugo=rwx a+w o+w"

local find_danger_in_script

-- ---- Judging ------------------------------------------------------------------------------------------------------------

--- The parts of a path without `.` and `..`; the first one is `/` unless it is not known where the path begins.
local function resolve(path, folder)
  -- One home folder is as good as another here.
  local home, below = path:match("^([^/]*)(.*)$")
  local is_home = home:sub(1, 1) == "~" or home == "$HOME" or home == "${HOME}"
  local full = is_home and "/home/somebody" .. below or path
  if full:sub(1, 1) ~= "/" then full = folder .. "/" .. full end
  local parts = {}
  if full:sub(1, 1) == "/" then parts[1] = "/" end
  for part in full:gmatch("[^/]+") do
    local last = parts[#parts]
    if part == ".." and last ~= nil and last ~= ".." then
      if last ~= "/" then parts[#parts] = nil end
    elseif part ~= "." then
      parts[#parts + 1] = part
    end
  end
  return parts
end

--- Why the folder must not be lost as a whole, or nil when it may be.
local function why_protected(parts)
  -- `/etc/*` is as good as `/etc`.
  while #parts > 1 and parts[#parts] ~= ".." and parts[#parts]:find("^[*?.%[%]!{},]+$") do parts[#parts] = nil end
  if parts[#parts] == ".." then return "a folder above the current one" end
  if parts[1] ~= "/" then return nil end
  if #parts == 1 then return "the whole file system" end
  if parts[2]:find("[*?%[{]") then return "more than one folder of the system" end
  for levels, names in pairs(PROTECTED_LEVELS) do
    if names[parts[2]:lower()] and #parts - 1 <= levels then return "a system or home folder" end
  end
end

local function find_protected(what, args, folder)
  local recursive = false
  for _, word in ipairs(args) do
    local is_long_option = #word > 2 and ("--recursive"):sub(1, #word) == word
    recursive = recursive or is_long_option or word:find("^%-%a*[rR]") ~= nil
  end
  if not recursive then return nil end
  for _, target in ipairs(args) do
    local why = target:sub(1, 1) ~= "-" and why_protected(resolve(target, folder))
    if why then return ('%s "%s", which is %s'):format(what, target, why) end
  end
end

local function is_device(path, folder)
  local root, top, device = table.unpack(resolve(path, folder))
  return root == "/" and top == "dev" and device ~= nil and not HARMLESS_DEVICES[device]
end

--- Whether a function that runs itself twice begins here: `name() { name | name & }`
local function is_fork_bomb(commands, index)
  local define, first, second = commands[index], commands[index + 1], commands[index + 2]
  if second == nil or define.ended_by ~= "(" or first.ended_by ~= "|" then return false end
  for _, command in ipairs { define, first, second } do
    if #command.words ~= 1 or command.words[1] ~= define.words[1] then return false end
  end
  return true
end

--- `mkfs` for `/sbin/mkfs.ext4`
local function program_name(word)
  local name = word:match("[^/]*$")
  return name:find("^mkfs%.") and "mkfs" or name
end

--- Where the program stands among the words, behind `VARIABLE=value` and wrappers such as `sudo -u root` or `timeout 5`.
local function find_program(words)
  local after_option = false -- Then the word may belong to the option, as `root` does in `sudo -u root rm`.
  for index, word in ipairs(words) do
    local name = program_name(word)
    local is_option = word:sub(1, 1) == "-"
    local is_passed_over = is_option or after_option or WRAPPERS[name] or word:find("^%d") or word:find("^[%a_][%w_]*=")
    if CHECKED_PROGRAMS[name] or not is_passed_over then return index end
    after_option = is_option
  end
  return #words + 1
end

local function find_danger_in_program(program, args, folder)
  if program == "rm" then return find_protected("rm would delete", args, folder) end
  if program == "mkfs" then return "mkfs would erase what is stored where it makes a file system" end
  if program == "eval" then return find_danger_in_script(table.concat(args, " "), folder) end
  for index, word in ipairs(args) do
    if program == "chmod" and MODES_FOR_EVERYBODY[word] then
      return find_protected("chmod would let everybody change", args, folder)
    elseif program == "dd" and word:sub(1, 3) == "of=" and is_device(word:sub(4), folder) then
      return ('dd would overwrite the device "%s"'):format(word:sub(4))
    elseif SHELLS[program] and word:find("^%-%l*c") then
      return find_danger_in_script(args[index + 1] or "", folder)
    end
  end
end

--- What is dangerous about commands that start in `folder`, or nil.
local function find_danger(commands, folder)
  for index, command in ipairs(commands) do
    for _, path in ipairs(command.writes) do
      if is_device(path, folder) then return ('its output would overwrite the device "%s"'):format(path) end
    end
    if is_fork_bomb(commands, index) then
      return ('"%s" would start itself again and again until the machine stands still'):format(command.words[1])
    end
    local start = find_program(command.words)
    local program = program_name(command.words[start] or "")
    local args = table.move(command.words, start + 1, #command.words, 1, {})
    local danger = find_danger_in_program(program, args, folder)
    if danger then return danger end
    -- Followed, so that `cd / && rm -rf *` is understood.
    if program == "cd" then
      local target = "~"
      for index_of_word = #args, 1, -1 do
        if args[index_of_word]:sub(1, 1) ~= "-" then target = args[index_of_word] end
      end
      folder = table.concat(resolve(target, folder), "/")
      if folder == "" then folder = "." end
    end
  end
end

-- ---- Reading ------------------------------------------------------------------------------------------------------------

--- The commands of a shell script up to the character that closes it, also those inside `$(...)` and backticks. Each has its
--- `words` without quotes, the files it `writes`, and the character it was `ended_by`. The second value is where the closing
--- character stands.
local function read_commands(text, at, closer)
  local commands = {}
  local command = { words = {}, writes = {} }
  local kind = "words" -- What the next word is.
  local word = nil -- nil between words.
  local quoted = false

  local function add(piece) word = (word or "") .. piece end
  local function end_word()
    if word == nil then return end
    if word ~= "{" then table.insert(command[kind], word) end
    word, kind = nil, "words"
  end
  local function end_command(character)
    end_word()
    command.ended_by = character
    if #command.words + #command.writes > 0 then table.insert(commands, command) end
    command, kind = { words = {}, writes = {} }, "words"
  end

  while at <= #text do
    local character, next_character = text:sub(at, at), text:sub(at + 1, at + 1)
    if character == closer and not quoted then break end
    if character == "\\" then
      if next_character ~= "\n" then add(next_character) end -- At the end of a line it joins the next line.
      at = at + 1
    elseif character == '"' then
      quoted = not quoted
      add("")
    elseif character == "`" or (character == "$" and next_character == "(") or (character == "(" and not quoted) then
      if character == "(" then
        end_command("(")
      else
        add("$()") -- What comes out of it is not known.
      end
      local inner_start = character == "$" and at + 2 or at + 1
      local inner_commands
      inner_commands, at = read_commands(text, inner_start, character == "`" and "`" or ")")
      table.move(inner_commands, 1, #inner_commands, #commands + 1, commands)
    elseif quoted then
      add(character)
    elseif character == "'" then
      local finish = text:find("'", at + 1, true) or #text + 1
      add(text:sub(at + 1, finish - 1))
      at = finish
    elseif character == "#" and word == nil then
      at = (text:find("\n", at, true) or #text + 1) - 1 -- A comment.
    elseif character == ">" or character == "<" then
      end_word()
      kind = character == ">" and "writes" or "words"
      if next_character == "&" or next_character == "|" then at = at + 1 end -- `>&` and `>|`
    elseif character:find("[ \t\r]") then
      end_word()
    elseif character:find("[;|&()\n]") then
      if character ~= "&" or next_character ~= ">" then end_command(character) end -- `&>`
    else
      local plain = text:match("^[%w/.=+_-]+", at) or character -- Many at once: scripts can hold long texts.
      add(plain)
      at = at + #plain - 1
    end
    at = at + 1
  end
  end_command("")
  return commands, at
end

function find_danger_in_script(script, folder)
  -- The lines of a here-document (from `<<END` to `END`) are text, not commands.
  local here_document = "%f[<]<<%-?[ \t]*[\"']?([%w_]+)%f[^%w_][\"']?([^\n]*)%f[\n].-\n\t*%1\n"
  local text = (script .. "\n"):gsub(here_document, "%2\n"):sub(1, -2)
  return find_danger(read_commands(text, 1, ""), folder)
end

-- ---- The hook -----------------------------------------------------------------------------------------------------------

local options = {
  description = "Stops shell commands that destroy a system or a home folder",
  match = { tool_name = SHELL_TOOLS, ["parameters.command"] = { exists = true } },
  priority = "highest",
  failure_mode = "fail_closed", -- A command that could not be checked must not run.
}

hookloom.on("BeforeToolExecution", options, function(ctx)
  local command = ctx.data.parameters.command
  local danger = "it is neither a text nor a list of words"
  if type(command) == "string" then
    danger = find_danger_in_script(command, ".")
  elseif type(command) == "table" then
    local is_list = #command > 0
    for _, word in pairs(command) do is_list = is_list and type(word) == "string" end
    -- The words of one command, already apart.
    if is_list then danger = find_danger({ { words = command, writes = {} } }, ".") end
  end
  if danger then return hookloom.cancel(("The command was stopped: %s."):format(danger)) end
end)
