// The scripts of the soak: in each language one that answers what it is asked, and one that does what hostile scripts do.

export interface SoakLanguage {
  readonly name: string;
  readonly ending: string;
  /** Answers `cancel("<2n + 1>")` at `honest:<name>`. */
  readonly honest: string;
  /** Has a hook at `hostile:<name>:<attack>` for each of its attacks. */
  readonly hostile: string;
  readonly attacks: readonly string[];
}

const javascript: SoakLanguage = {
  name: "javascript",
  ending: ".js",
  honest: `import { on, cancel, sleep } from "hookloom";
on("honest:javascript", { failure_mode: "fail_closed", timeout_ms: 5000 }, async (ctx) => {
  if (ctx.data.n % 3 === 0) await sleep(1);
  return cancel(String(2 * ctx.data.n + 1));
});`,
  hostile: `import { on, log, state, events } from "hookloom";
const attack = (name, handler) => on("hostile:javascript:" + name, { failure_mode: "fail_closed", timeout_ms: 50 }, handler);
attack("spin", () => { for (;;); });
attack("memory", () => { const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length + 0.5)); });
attack("native", () => { let b = 3n; for (;;) b = b * b; });
attack("log", () => { for (;;) log.info("x".repeat(1000)); });
attack("state", async () => { for (;;) { try { await state.increment("n"); } catch {} } });
attack("events", () => { for (;;) events.publish("a.b"); });
attack("throw", () => { throw new Error("on purpose"); });
attack("recurse", () => { const f = () => 1 + f(); f(); });`,
  attacks: ["spin", "memory", "native", "log", "state", "events", "throw", "recurse"],
};

const lua: SoakLanguage = {
  name: "lua",
  ending: ".lua",
  honest: `local h = require "hookloom"
h.on("honest:lua", { failure_mode = "fail_closed", timeout_ms = 5000 }, function(ctx)
  if ctx.data.n % 3 == 0 then h.sleep(1) end
  return h.cancel(tostring(2 * ctx.data.n + 1))
end)`,
  hostile: `local h = require "hookloom"
local function attack(name, handler) h.on("hostile:lua:" .. name, { failure_mode = "fail_closed", timeout_ms = 50 }, handler) end
attack("spin", function() while true do end end)
attack("memory", function() local kept = {} while true do kept[#kept + 1] = ("x"):rep(100000) .. #kept end end)
attack("swallow", function() while true do pcall(error, "x") end end)
attack("log", function() while true do h.log.info("x") end end)
attack("state", function() while true do pcall(h.state.increment, "n") end end)
attack("events", function() while true do h.events.publish("a.b") end end)
attack("throw", function() error("on purpose") end)
attack("recurse", function() local function f() return 1 + f() end f() end)`,
  attacks: ["spin", "memory", "swallow", "log", "state", "events", "throw", "recurse"],
};

const python: SoakLanguage = {
  name: "python",
  ending: ".py",
  honest: `from hookloom import on, cancel, sleep
@on("honest:python", failure_mode="fail_closed", timeout_ms=5000)
async def honest(ctx):
    if ctx.data["n"] % 3 == 0:
        await sleep(1)
    return cancel(str(2 * ctx.data["n"] + 1))`,
  hostile: `from hookloom import on, log, state, events
def attack(name): return on("hostile:python:" + name, failure_mode="fail_closed", timeout_ms=50)

@attack("spin")
def spin(ctx):
    while True: pass

@attack("memory")
def memory(ctx):
    kept = []
    while True: kept.append("x" * 1000000)

@attack("swallow")
def swallow(ctx):
    while True:
        try: raise ValueError
        except BaseException: pass

@attack("log")
def flood(ctx):
    while True: log.info("x")

@attack("state")
async def ask(ctx):
    while True:
        try: await state.increment("n")
        except RuntimeError: pass

@attack("events")
def publish(ctx):
    while True: events.publish("a.b")

@attack("throw")
def throw(ctx): raise ValueError("on purpose")

@attack("recurse")
def recurse(ctx):
    def f(): return 1 + f()
    f()`,
  attacks: ["spin", "memory", "swallow", "log", "state", "events", "throw", "recurse"],
};

export const SOAK_LANGUAGES: readonly SoakLanguage[] = [javascript, lua, python];
