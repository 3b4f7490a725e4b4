// Lua that turns what the host does for scripts against the host: its state, events and servers.

import type { AttackTable } from "../../attack.ts";

export const hostCalls: AttackTable = {
  category: "host calls",
  top: `local state, http, events = h.state, h.http, h.events`,
  apart: true,
  attacks: [
    {
      name: "asks its state without end, and swallows every refusal",
      body: `while true do pcall(state.get, "k") end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "fills its state",
      body: `for i = 1, 1e9 do state.set("k" .. i, ("x"):rep(200000)) end`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "keeps a value that is too large",
      body: `local _, message = pcall(state.set, "k", ("x"):rep(300000)) return message:sub(-22)`,
      answer: "[STATE_LIMIT_EXCEEDED]",
    },
    {
      name: "poisons keys and values of its state",
      body: `state.set("__proto__", { ["__proto__"] = { x = 1 } }) return state.keys()[1] == "__proto__" and "kept" or "lost"`,
      answer: "kept",
    },
    {
      name: "asks for the state of another",
      body: `return state.get("k", "neighbour.lua") == nil and #state.keys("../") == 0 and "alone" or "shared"`,
      answer: "alone",
    },
    {
      name: "publishes events without end",
      body: `while true do events.publish("a.b", { x = "y" }) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "publishes thousands of events after every wait",
      body: `while true do for _ = 1, 5000 do events.publish("a.b") end sleep(0) end`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "reaches this machine in every spelling",
      body: `for _, url in ipairs({ "http://127.0.0.1/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://169.254.169.254/" }) do
  local ok, message = pcall(http.get, url)
  if ok or not message:find("HTTP_REFUSED", 1, true) then return "reached" end
end return "refused"`,
      answer: "refused",
    },
    {
      name: "asks servers without end",
      body: `for i = 1, 1e9 do pcall(http.get, "http://" .. i .. ".example/") end`,
      answer: "HOOK_TIMED_OUT",
    },
  ],
};
