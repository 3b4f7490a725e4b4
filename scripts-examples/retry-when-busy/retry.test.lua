-- Tests of retry.js, retry.lua and retry.py. `hookloom test scripts-examples/retry-when-busy` runs them in the sandbox, for each
-- of the three scripts by itself.
local testing = require("hookloom").testing

local function failed_with(message)
  return { provider = "anthropic", model = "large", success = false, error = message }
end

testing.test("a busy provider is called again, later each time", function()
  local outcome = testing.run("AfterProviderCall", failed_with("529 Overloaded"))
  assert(outcome.type == "retry", "it was not tried again")
  assert(outcome.result.backoff == "exponential" and outcome.result.jitter, "all would come back at once")
end)

testing.test("what trying again cannot help is left alone", function()
  testing.expect("AfterProviderCall", failed_with("429: your credit balance is too low"), { type = "continue" })
  testing.expect("AfterProviderCall", failed_with("401 invalid key"), { type = "continue" })
end)

testing.test("a call that succeeded is left alone", function()
  testing.expect("AfterProviderCall", nil, { type = "continue" })
end)
