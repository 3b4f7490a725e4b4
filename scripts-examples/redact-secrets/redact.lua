-- Takes secrets out of what tools answer, before a model sees it or a log keeps it.
--
-- Texts are searched wherever they are inside the answer. What is found becomes `[redacted:<kind>]`, which is never found
-- again, so running this twice changes nothing more. Every search goes through a text once, however it is made.
local hookloom = require "hookloom"

-- Tokens that their makers gave a beginning of their own: kind, beginning, and how many characters follow at least.
local TOKENS = {
  { "aws-access-key", "AKIA", 16 },
  { "aws-access-key", "ASIA", 16 },
  { "github-token", "ghp_", 20 },
  { "github-token", "gho_", 20 },
  { "github-token", "ghu_", 20 },
  { "github-token", "ghs_", 20 },
  { "github-token", "ghr_", 20 },
  { "github-token", "github_pat_", 20 },
  { "slack-token", "xox", 12 },
  { "api-key", "sk-", 20 }, -- OpenAI, Anthropic and others
}

-- What secrets are called where they are assigned; a blank stands for `_`, `-` or nothing. Take `token` out when your tools
-- turn pages with tokens.
local NAMES = { "password", "passwd", "passphrase", "secret", "token", "api key", "access key", "secret key", "private key" }

local function mark(kind) return "[redacted:" .. kind:gsub(" ", "-") .. "]" end

--- `$PASSWORD`, `${password}`, `{{ password }}`, `<password>`, `%s`, `[redacted:password]` and the rest of an operator.
local function is_placeholder(value) return value:find("^[$<%[{%%=>]") ~= nil end

--- The pattern for a name in any case: `[aA][pP][iI][_-]?[kK][eE][yY]`.
local function spelling_of(name)
  local any_case = name:gsub("%a", function(letter) return "[" .. letter .. letter:upper() .. "]" end)
  return (any_case:gsub(" ", "[_-]?"))
end

local function redact_assignments(text, name)
  local spelling, marked = spelling_of(name), mark(name)
  -- `password = "..."`, `"password": "..."`, and the same inside a quoted text, where the quotes are escaped.
  local quoted = "(" .. spelling .. "\\?[\"']?[ \t]*[:=][=>]?[ \t]*\\?)([\"'])([^\n]-)%2"
  -- `password=...` and `password: ...`
  local bare = "(" .. spelling .. "\\?[\"']?[ \t]*[:=][ \t]*)([^ \t\r\n\"'\\,;&]+)"
  text = text:gsub(quoted, function(before, quote, value)
    if value == "" or is_placeholder(value) then return nil end
    return before .. quote .. marked .. (value:match("\\$") or "") .. quote
  end)
  text = text:gsub(bare, function(before, value)
    -- Without quotes it may be code: `password: string`, `token = next_token(1)`.
    local is_code = utf8.len(value) < 6 or not value:find("%d") or value:find("(", 1, true) or is_placeholder(value)
    if not is_code then return before .. marked end
  end)
  return text
end

local function redact_private_keys(text)
  local pieces, at = {}, 1
  while true do
    local first, last = text:find("%-%-%-%-%-BEGIN [%u ]*PRIVATE KEY%-%-%-%-%-", at)
    if first == nil then break end
    pieces[#pieces + 1] = text:sub(at, first - 1) .. mark("private key")
    -- A private key that was cut off is still one, so the end may be missing.
    local _, finish = text:find("%-%-%-%-%-END [%u ]*PRIVATE KEY%-%-%-%-%-", last + 1)
    at = (finish or #text) + 1
  end
  return table.concat(pieces) .. text:sub(at)
end

local function redact_text(text)
  local function has(part) return text:find(part, 1, true) ~= nil end
  if has("PRIVATE KEY-----") then text = redact_private_keys(text) end
  for _, token in ipairs(TOKENS) do
    local kind, beginning, length = table.unpack(token)
    if has(beginning) then
      local pattern = "%f[%w_-]" .. beginning:gsub("%-", "%%-") .. "([%w_-]+)"
      text = text:gsub(pattern, function(rest) return #rest >= length and mark(kind) or nil end)
    end
  end
  if has("eyJ") then text = text:gsub("%f[%w_-]eyJ[%w_-]+%.[%w_-]+%.[%w_-]*", mark("jwt")) end
  -- https://user:password@host
  text = text:gsub("(://[^ \t\r\n/:@]*:)([^ \t\r\n/@]+)@", function(before, password)
    return not is_placeholder(password) and before .. mark("password") .. "@" or nil
  end)
  local lower_case = text:lower()
  for _, name in ipairs(NAMES) do
    -- A cheap look first: most texts hold none of the names.
    if lower_case:find(name:match("%a+"), 1, true) then text = redact_assignments(text, name) end
  end
  return text
end

--- A text under the key of a secret is a secret, whatever it looks like.
local function redact_field(key, field)
  if type(field) ~= "string" or field == "" or is_placeholder(field) then return nil end
  local plain_key = key:lower():gsub("[_-]", "")
  for _, name in ipairs(NAMES) do
    local plain_name = name:gsub(" ", "")
    if plain_key:sub(-#plain_name) == plain_name then return mark(name) end
  end
end

--- The value without secrets, or nil when it has none. Of an object only the changed fields, which is what `modified` needs;
--- all of them when it is in a list, because `modified` can only replace a list as a whole.
local function redact(value, in_list)
  if type(value) == "string" then
    local text = redact_text(value)
    return text ~= value and text or nil
  end
  if type(value) ~= "table" then return nil end
  local is_list = #value > 0
  local changes = {}
  for key, field in pairs(value) do
    local change = not is_list and redact_field(key, field) or redact(field, in_list or is_list)
    if change ~= nil then changes[key] = change end
  end
  if next(changes) == nil then return nil end
  if in_list or is_list then
    for key, field in pairs(value) do
      if changes[key] == nil then changes[key] = field end
    end
  end
  return changes
end

local options = {
  description = "Replaces secrets in the answers of tools",
  priority = "low", -- After the hooks that change answers.
  timeout_ms = 1000, -- Answers can be long.
  failure_mode = "fail_closed", -- An answer that could not be searched is withheld.
}

hookloom.on("AfterToolExecution", options, function(ctx)
  local changes = redact({ result = ctx.data.result, error = ctx.data.error }, false)
  if changes ~= nil then return hookloom.modified(changes) end
end)
