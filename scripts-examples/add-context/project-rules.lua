-- Tells the model the project's rules with every prompt, and more about what the prompt is about.
--
-- The text goes into the prompt itself and not into an annotation, because hooks that run later see changed data: this one
-- recognises its own heading and never adds it twice.
local hookloom = require "hookloom"

local HEADING = "Rules of this project:"
local RULES = { "Change only what was asked for.", "Write names in full, without abbreviations." }
-- Rules that matter only when the prompt has one of the words.
local HINTS = {
  { words = { "test", "tests", "testing" }, rule = "Run the tests with `npm test` before you call something done." },
  { words = { "commit", "commits", "push" }, rule = "Commit messages say what changed and why; never push to main." },
  { words = { "database", "migration", "migrations" }, rule = "Never change a migration that was released: add another one." },
  { words = { "dependency", "dependencies", "package" }, rule = "Ask before you add a dependency." },
}

hookloom.on("UserPromptSubmit", { description = "Adds the project's rules to prompts", priority = "low" }, function(ctx)
  local prompt = ctx.data.prompt
  -- A prompt such as `/clear` is an order to the program, not to the model.
  if prompt:sub(1, 1) == "/" or prompt:find(HEADING, 1, true) then return nil end

  local words = {}
  for word in prompt:gmatch("%a+") do words[word:lower()] = true end
  local lines = { prompt, "", HEADING }
  for _, rule in ipairs(RULES) do table.insert(lines, "- " .. rule) end
  for _, hint in ipairs(HINTS) do
    for _, word in ipairs(hint.words) do
      if words[word] then
        table.insert(lines, "- " .. hint.rule)
        break
      end
    end
  end
  return hookloom.modified({ prompt = table.concat(lines, "\n") })
end)
