// Tests of budget.js, budget.lua and budget.py. `hookloom test scripts-examples/cap-spend` runs them in the sandbox, for each of
// the three scripts by itself.
import { testing } from "hookloom";

const { test, run, expect, advance } = testing;

const call = (session_id) => ({ provider: "anthropic", model: "large", session_id });
// A million tokens of the large model cost 15 dollars, so this is one.
const dollar = (session_id) => ({ ...call(session_id), success: true, input_tokens: 66_667, output_tokens: 0 });

test("a session may call until its budget is spent", async () => {
  await expect("BeforeProviderCall", call("s1"), { type: "continue" });
  await run("AfterProviderCall", dollar("s1"));
  await expect("BeforeProviderCall", call("s1"), { type: "continue" });
  await run("AfterProviderCall", dollar("s1"));
  await expect("BeforeProviderCall", call("s1"), { type: "cancel", reason: '*"s1" has spent $2.00 of its $2.00.' });
});

test("another session has a budget of its own", async () => {
  await expect("BeforeProviderCall", call("s2"), { type: "continue" });
});

test("what a session spent is forgotten after a month", async () => {
  await advance(31 * 24 * 3600 * 1000);
  await expect("BeforeProviderCall", call("s1"), { type: "continue" });
});
