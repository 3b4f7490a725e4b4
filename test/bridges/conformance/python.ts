// The conformance suite's scripts in Python.

import type { ConformanceScripts } from "./scripts.ts";

export const pythonScripts: ConformanceScripts = {
  results: `from hookloom import *
import hookloom as h
h.on("test:continue")(lambda ctx: h.continue_())
h.on("test:modified")(lambda ctx: h.modified({"a": 1, "b": None}))
h.on("test:cancel")(lambda ctx: h.cancel("no"))
h.on("test:redirect")(lambda ctx: h.redirect("other"))
h.on("test:replace")(lambda ctx: h.replace("mine"))
h.on("test:retry")(lambda ctx: h.retry(max_attempts=5, delay_ms=10, backoff="exponential", jitter=True))
h.on("test:retry-defaults")(lambda ctx: h.retry())
h.on("test:fork")(lambda ctx: h.fork([{"data": {"n": 1}}, {"component": "b"}], "first"))
h.on("test:fork-defaults")(lambda ctx: h.fork([{"component": "b"}]))
h.on("test:cache")(lambda ctx: h.cache({"x": [1, 2]}, 500, "key"))
h.on("test:cache-no-key")(lambda ctx: h.cache("value", 500))
h.on("test:skipped")(lambda ctx: h.skipped("not mine"))`,
  plain: `from hookloom import on, annotate, continue_
@on("test:nothing")
def nothing(ctx): pass
@on("test:annotated")
def annotated(ctx): return annotate(continue_(), {"hint": "x"})
@on("test:plain")
def plain(ctx): return {"type": "cancel", "reason": "plain"}`,
  context: `from hookloom import on, modified
@on("test:context")
def context(ctx):
    seen = {"point": ctx.point, "data": ctx.data, "metadata": ctx.metadata, "state": ctx.state,
            "component": ctx.component, "correlation_id": ctx.correlation_id}
    if ctx.deadline is not None:
        seen["deadline"] = ctx.deadline
    return modified(seen)`,
  echo: `from hookloom import on, modified
@on("test:echo")
def echo(ctx): return modified({"value": ctx.data["value"]})`,
  waiting: `from hookloom import on, modified, sleep
@on("test:wait")
async def wait(ctx):
    await sleep(ctx.data["ms"])
    await sleep(ctx.data["ms"])
    return modified({"n": ctx.data["n"]})
@on("test:wait-fails")
async def wait_fails(ctx):
    await sleep(1)
    raise ValueError("late failure")`,
  throws: {
    source: `from hookloom import on

@on("test:throws")
def handler(ctx):
    outer()
def outer():
    inner()
def inner():
    raise ValueError("broken on purpose")`,
    line: 9,
  },
  syntax: { source: `from hookloom import on\n\ndef broken(:\n    pass`, line: 3 },
  loadThrows: { source: `a = 1\n\nraise ValueError("no load")`, line: 3 },
  loadSpins: `while True: pass`,
  spins: `from hookloom import on, skipped
@on("test:spin")
def spin(ctx):
    while True: pass
@on("test:swallow")
def swallow(ctx):
    while True:
        try:
            while True: pass
        except BaseException:
            pass
@on("test:fine")
def fine(ctx): return skipped("fine")`,
  eats: `from hookloom import on, skipped
@on("test:eat")
def eat(ctx):
    kept = []
    while True:
        kept.append("x" * 100000 + str(len(kept)))
@on("test:fine")
def fine(ctx): return skipped("fine")`,
  recurses: `from hookloom import on, skipped
def recurse(n): return 1 + recurse(n + 1)
@on("test:recurse")
def deep(ctx): recurse(0)
@on("test:fine")
def fine(ctx): return skipped("fine")`,
  wrongResults: `from hookloom import on, modified, cancel
@on("test:number")
def number(ctx): return 42
@on("test:text")
def text(ctx): return "cancel"
@on("test:function")
def function(ctx): return modified({"f": print})
@on("test:deep")
def deep(ctx):
    v = {}
    for _ in range(100): v = {"v": v}
    return modified(v)
@on("test:cyclic")
def cyclic(ctx):
    v = {}
    v["v"] = v
    return modified(v)
@on("test:huge")
def huge(ctx): return cancel("x" * (2 * 1024 * 1024))
@on("test:nan")
def nan(ctx): return modified({"value": float("nan")})`,
  logs: `from hookloom import on, log
@on("test:log")
def logs(ctx):
    log.debug("one")
    log.info("two", {"a": 1})
    log.warn("three")
    log.error("four")
    print("five")`,
  floods: `from hookloom import on, log, skipped
@on("test:flood", timeout_ms=5000)
def flood(ctx):
    for i in range(100000): log.info("line " + str(i))
    return skipped("flooded")`,
  registersLate: `from hookloom import on
@on("test:nested")
def nested(ctx): on("test:other")(lambda ctx: None)`,
  options: `from hookloom import on

@on("test:options", id="my-hook", description="what it does", phase="authorize", priority="high", before="others/*", after=["first", "second"], once=True, match={"tool_name": ["a", "b"]}, timeout_ms=250, failure_mode="fail_closed")
def options(ctx): pass`,
  counts: `from hookloom import on, modified
import builtins
script = 0
@on("test:count")
def count(ctx):
    global script
    script += 1
    builtins.shared = getattr(builtins, "shared", 0) + 1
    return modified({"script": script, "global": builtins.shared})`,
  mutates: `from hookloom import on
@on("test:mutate")
def mutate(ctx): ctx.data["value"] = "changed"`,
  state: `from hookloom import on, modified, skipped, state, events

@on("test:state")
async def use_state(ctx):
    await state.set("n", 1)
    counted = await state.increment("n", 2, ttl_ms=1000)
    summed = await state.window("w", 60000, 5)
    keys = await state.keys()
    got = await state.get("n")
    deleted = await state.delete("n")
    missing = (await state.get("n")) is None
    return modified({"got": got, "counted": counted, "summed": summed, "keys": keys, "deleted": deleted, "missing": missing})

@on("test:state-fails")
async def fails(ctx):
    try:
        await state.increment("")
    except RuntimeError as error:
        return modified({"message": str(error)})

@on("test:state-sync")
def sync(ctx):
    events.publish("spend.sync")
    return skipped("sync")`,
  shared: `from hookloom import on, modified, state, wants
wants(state=["team"])
team = state.shared("team")
@on("test:shared")
async def shared(ctx):
    calls = await team.increment("calls")
    summed = await team.window("w", 60000, 2)
    await team.set(ctx.data["key"], "python", ttl_ms=60000)
    return modified({"calls": calls, "summed": summed, "keys": await team.keys(), "seen": await team.get(ctx.data["look"])})
@on("test:shared-refused")
async def refused(ctx):
    try:
        await state.shared("other").get("k")
    except RuntimeError as error:
        return modified({"message": str(error)})`,
  events: `from hookloom import on, events, wants, log, sleep
wants(publish=["spend.*"])
@events.on("tool.*")
async def told(event):
    if event["data"].get("bad"):
        raise ValueError("broken on purpose")
    if event["data"].get("wait"):
        return await sleep(1)
    log.info(f"{event['event_type']} {event['data']['n']}")

@on("test:publish")
def publish(ctx):
    events.publish("spend.counted", {"n": 1})

@on("test:publish-wrong")
def publish_wrong(ctx):
    events.publish("Wrong Type", {})`,
  checks: `from hookloom import on, modified, shell, secrets

@on("test:checks")
async def check(ctx):
    verdict = await shell.assess(ctx.data["command"])
    return modified({"verdict": verdict, "value": await secrets.redact(ctx.data["value"])})

@on("test:checks-wrong")
async def wrong(ctx):
    try:
        await shell.assess(7)
    except Exception as error:
        return modified({"message": str(error)})`,
  http: `from hookloom import on, modified, http, wants
wants(http=["api.example.com"])

@on("test:http")
async def both(ctx):
    posted = await http.request(ctx.data["url"], method="POST", body={"n": 1}, headers={"x-mine": "yes"}, timeout_ms=1500)
    return modified({"posted": posted, "got": await http.get(ctx.data["url"])})

@on("test:http-refused")
async def refused(ctx):
    try:
        await http.get("http://localhost/")
    except RuntimeError as error:
        return modified({"message": str(error)})`,
  components: `from hookloom import component, sleep

@component("double")
def double(ctx):
    return {"doubled": 2 * ctx.data["n"]}

@component("later")
async def later(ctx):
    await sleep(1)
    return "late"

@component("nothing")
def nothing(ctx):
    pass

@component("broken")
def broken(ctx):
    raise ValueError("no part")`,
  migrates: `from hookloom import script, sleep
script(version=3, migrate=lambda old, state: migrate(old, state))

async def migrate(old, state):
    if old == 9:
        raise ValueError("too new")
    await sleep(1)
    if old == 1:
        return {"total_cents": 100 * state["total"], "note": state["note"]}
    state["migrated_from"] = old`,
  wrongVersion: `from hookloom import script
script(version=0)`,
  probes: `from hookloom import on, modified
@on("test:probe")
def probe(ctx):
    found = []
    for name in ["js", "pyodide_js", "ctypes", "socket", "subprocess", "_pyodide_core", "pyodide.code"]:
        try:
            __import__(name)
            found.append(name)
        except ImportError:
            pass
    import os
    for path in ["/etc/passwd", "/proc/self/environ", "/usr/bin", "/root"]:
        if os.path.exists(path): found.append(path)
    if any(name in os.environ for name in ["PATH_INFO", "NODE_OPTIONS", "npm_config_cache"]): found.append("environ")
    return modified({"found": found})`,
  modules: {
    importer: `from hookloom import on, modified
import modules.money
from modules.text.join import join

@on("test:price")
def price(ctx): return modified({"text": join([modules.money.price(3), modules.money.price(4)])})

@on("test:fail")
def fail(ctx): modules.money.fail()`,
    money: {
      source: `from modules.text.join import join
asked = 0
def price(amount):
    global asked
    asked += 1
    return join([asked, ":", amount])

def fail():
    raise ValueError("out of money")`,
      line: 9,
    },
    join: `def join(parts): return "".join(map(str, parts))`,
    broken: { source: `a = 1\nb = = 2`, line: 2 },
  },
};
