import { beforeAll, describe, expect, it } from "vitest";
import type { LanguageEngine } from "../../../src/sandbox/bridge.ts";
import { createRoom, findSnapshot, loadScript, openEngine, toShared, type LoadedScript } from "./python-guest.ts";

let engine: LanguageEngine;
beforeAll(async () => {
  engine = await openEngine(await findSnapshot());
}, 60_000);

/** Loads a script whose body is the handler's. */
const loadHandler = (body: string, before = "") =>
  loadScript(engine, `from hookloom import *\n${before}\n@on("X")\ndef handler(ctx):\n${body.replaceAll(/^/gm, "    ")}\n`);

describe("loading a Python script", () => {
  it("reports every hook with its options and the line of its on call", async () => {
    const { loaded } = await loadScript(
      engine,
      `from hookloom import on

@on("BeforeToolExecution", id="guard", match={"tool_name": ["Bash", "Shell"]}, priority="high", timeout_ms=50)
def guard(ctx):
    pass

@on("B")
@on("A", made_up=None)
def both(ctx):
    pass
`,
    );
    expect(loaded).toEqual({
      tag: "L",
      value: {
        hooks: [
          {
            handle: 0,
            point: "BeforeToolExecution",
            options: { id: "guard", match: { tool_name: ["Bash", "Shell"] }, priority: "high", timeout_ms: 50 },
            line: 3,
          },
          { handle: 1, point: "A", options: { made_up: null }, line: 8 },
          { handle: 2, point: "B", options: {}, line: 7 },
        ],
        subscriptions: [],
        components: [],
        wants: { publish: [], http: [], state: [] },
        modules: [],
      },
    });
  });

  it("says where a syntax error is", async () => {
    const { loaded } = await loadScript(engine, "x = 1\ndef f(:\n  pass\n", "broken.py");
    expect(loaded.tag).toBe("E");
    expect(loaded.value).toMatchObject({ kind: "syntax", message: "invalid syntax", file: "broken.py", line: 2, column: 7 });
  });

  it("says where an exception was raised, with the script's own frames innermost first", async () => {
    const { loaded } = await loadScript(engine, "import json\ndef parse():\n    json.loads('{')\nparse()\n", "top.py");
    expect(loaded.value).toMatchObject({
      kind: "exception",
      file: "top.py",
      line: 3,
      frames: [
        { file: "top.py", line: 3, function: "parse" },
        { file: "top.py", line: 4, function: "<module>" },
      ],
    });
    expect(loaded.value.message).toMatch(/^JSONDecodeError: Expecting property name/);
  });

  it("treats a syntax error raised while the script runs as an exception", async () => {
    const { loaded } = await loadScript(engine, "eval('1 +')");
    expect(loaded.value).toMatchObject({ kind: "exception", line: 1 });
  });

  it.each([
    ["raise SystemExit(3)", "SystemExit: 3"],
    ["raise KeyboardInterrupt", "KeyboardInterrupt"],
    ["exit()", "SystemExit: None"],
    ["import os; os._exit(1)", "SystemExit: 1"],
    ["import os; os.abort()", "SystemExit: 1"],
    ["class Own(BaseException): pass\nraise Own('mine')", "Own: mine"],
  ])("takes %s for an error of the script", async (source, message) => {
    expect((await loadScript(engine, source)).loaded).toMatchObject({ tag: "E", value: { kind: "exception", message } });
  });

  it("refuses options that cannot become JSON, at the line of the on call", async () => {
    const { loaded } = await loadScript(
      engine,
      `from hookloom import on\n\n@on("X", match={"tags": {1, 2}})\ndef f(ctx): pass\n`,
    );
    expect(loaded.value).toMatchObject({ kind: "exception", line: 3 });
    expect(loaded.value.message).toContain("['match']['tags']: a set cannot become JSON");
  });

  it("explains an on without a hook point", async () => {
    const { loaded } = await loadScript(engine, "from hookloom import on\n@on\ndef f(ctx): pass\n");
    expect(loaded.value.message).toContain("the hook point must be a string");
  });

  it("gives the script a module of its own, so that dataclasses and tracebacks work", async () => {
    const { loaded, logs } = await loadScript(
      engine,
      `from dataclasses import dataclass
@dataclass
class Rule:
    name: "str"
print(__name__, __file__, Rule("a"))
import traceback
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
`,
    );
    expect(loaded.tag).toBe("L");
    const lines = logs();
    expect(lines[0]).toEqual({ level: "info", text: "__hook__ hook.py Rule(name='a')" });
    expect(lines.map((line) => line.text)).toContain("    1 / 0");
  });

  it("keeps text outside Latin letters as it is", async () => {
    const { loaded, logs } = await loadScript(
      engine,
      `from hookloom import on\nprint("\uFEFFgrüße, 世界 🐍")\n@on("X", id="名前🐍")\ndef f(ctx): pass`,
    );
    expect(logs()).toEqual([{ level: "info", text: "\uFEFFgrüße, 世界 🐍" }]);
    expect(loaded.value.hooks[0].options.id).toBe("名前🐍");
  });
});

describe("calling a Python hook", () => {
  it("gives the handler the envelope as attributes and plain dicts", async () => {
    const script = await loadHandler(
      'return modified({"seen": [ctx.point, ctx.data["tool_name"], ctx.metadata, ctx.state, ctx.component["name"], ctx.correlation_id, ctx.deadline]})',
    );
    expect(script.call(0, { tool_name: "Bash" }).value.data.seen).toEqual([
      "BeforeToolExecution",
      "Bash",
      { source: "test" },
      { turn: 3 },
      "Agent",
      "c-1",
      null,
    ]);
  });

  it.each(["pass", "return None", "return continue_()"])("answers nothing for %s", async (body) => {
    expect((await loadHandler(body)).call(0, {}).tag).toBe("");
  });

  it("has all nine results and annotations", async () => {
    const results = {
      'modified({"a": None})': { type: "modified", data: { a: null } },
      'cancel("no")': { type: "cancel", reason: "no" },
      'redirect("other")': { type: "redirect", target: "other" },
      'replace("stub")': { type: "replace", component: "stub" },
      "retry()": { type: "retry", max_attempts: 3, delay_ms: 0, backoff: "fixed", jitter: false },
      'retry(max_attempts=5, delay_ms=10, backoff="linear", jitter=True)': {
        type: "retry",
        max_attempts: 5,
        delay_ms: 10,
        backoff: "linear",
        jitter: true,
      },
      'fork([{"data": {}}, {"component": "b"}], "any")': {
        type: "fork",
        branches: [{ data: {} }, { component: "b" }],
        join: "any",
      },
      "fork([])": { type: "fork", branches: [], join: "all" },
      'cache({"a": 1}, 5000)': { type: "cache", result: { a: 1 }, ttl_ms: 5000 },
      'cache([], 1, "k")': { type: "cache", result: [], ttl_ms: 1, key: "k" },
      'skipped("not mine")': { type: "skipped", reason: "not mine" },
      'annotate(cancel("no"), {"hint": 1.5})': { type: "cancel", reason: "no", annotations: { hint: 1.5 } },
      'annotate(None, {"hint": "ü"})': { type: "continue", annotations: { hint: "ü" } },
      '{"type": "modified", "data": (1, 2)}': { type: "modified", data: [1, 2] },
    };
    const handlers = Object.keys(results).map((call, index) => `@on("X")\ndef h${index}(ctx): return ${call}`);
    const script = await loadScript(engine, `from hookloom import *\n${handlers.join("\n")}`);
    for (const [index, expected] of Object.values(results).entries()) {
      expect(script.call(index, {})).toEqual({ tag: "R", value: expected });
    }
  });

  it.each([
    ["return 3", "not an int"],
    ['return "cancel"', "not a str"],
    ['yield {"type": "continue"}', "not a generator"],
    ["return modified({1: 2})", "keys must be strings, not an int"],
    ["return modified({'a': [0, {1}]})", "the handler's result['data']['a'][1]: a set cannot become JSON"],
    ["return modified({'a': float('nan')})", "nan does not exist in JSON"],
    ["return modified({'a': float('-inf')})", "-inf does not exist in JSON"],
    ["return modified({'a': 2**53 + 1})", "send it as a string"],
    ["return modified({'a': 10**400})", "send it as a string"],
    ["x = {}\nx['x'] = x\nreturn modified(x)", "nested deeper than 64 levels, or contains itself"],
    ["x = []\nfor _ in range(2000): x = [x]\nreturn modified({'a': x})", "nested deeper than 64 levels"],
    ["return modified({'a': object()})", "an object cannot become JSON"],
    ["return modified({'a': 'x' * 2**20})", "at most 1048576 are accepted"],
    ["class Evil(dict):\n    def items(self): raise SystemExit('gotcha')\nreturn modified(Evil(a=1))", "SystemExit: gotcha"],
  ])("refuses a result that is no JSON: %s", async (body, message) => {
    const script = await loadHandler(body);
    const reply = script.call(0, {});
    expect(reply).toMatchObject({ tag: "E", value: { kind: "result" } });
    expect(reply.value.message).toContain(message);
  });

  it("accepts a result nested as deep as allowed and integers that stay exact", async () => {
    const script = await loadHandler("x = []\nfor _ in range(62): x = [x]\nreturn modified({'a': x, 'b': 2**60, 'c': -(2**53)})");
    expect(script.call(0, {})).toMatchObject({ tag: "R", value: { data: { b: 2 ** 60, c: -(2 ** 53) } } });
  });

  it("does not let on be called inside a handler", async () => {
    const script = await loadHandler('on("Y")');
    expect(script.call(0, {}).value.message).toBe("RuntimeError: on() works only while the script loads, not inside a handler");
  });

  it("survives errors that fight being described", async () => {
    const script = await loadHandler(
      `class Rude(Exception):
    def __str__(self): raise SystemExit
class Deep(Exception):
    def __str__(self): return str(self)
class Liar(Exception):
    def __str__(self): return Text()
class Text(str):
    def __getitem__(self, key): raise KeyboardInterrupt
    def __format__(self, spec): raise KeyboardInterrupt
raise {"rude": Rude, "deep": Deep, "liar": Liar}[ctx.data["kind"]]()`,
    );
    expect(script.call(0, { kind: "rude" }).value.message).toBe("Rude: (its text cannot be shown: SystemExit)");
    expect(script.call(0, { kind: "deep" }).value.message).toBe("Deep: (its text cannot be shown: RecursionError)");
    expect(script.call(0, { kind: "liar" }).value.message).toBe("Liar");
    expect(script.call(0, { kind: "rude" }).tag).toBe("E");
  });

  it("shows lone surrogates and long messages in errors without breaking the reply", async () => {
    const script = await loadHandler("raise ValueError(ctx.data['text'] + 'x' * 100000)");
    const { message } = script.call(0, { text: "\ud800" }).value;
    expect(message.startsWith("ValueError: \ud800xxx")).toBe(true);
    expect(message.length).toBe(2000);
  });

  it("keeps its variables between calls", async () => {
    const script = await loadHandler("global count\ncount += 1\nreturn modified({'count': count})", "count = 0");
    script.call(0, {});
    expect(script.call(0, {}).value.data).toEqual({ count: 2 });
  });
});

describe("a Python script that overdoes it", () => {
  const nested = "x = []\nfor _ in range(4000): x = [x]\n";
  const DEEP = {
    "a function": "def f(): return f()\nf()",
    "a constructor": "class A:\n    def __init__(self): A()\nA()",
    "a method that C code calls": "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().a",
    "a comparison": "class A:\n    def __eq__(self, other): return self == other\nA() == A()",
    sorting: "def f(x): return sorted([1, 2], key=f)\nf(1)",
    "a printed list": `${nested}repr(x)`,
    "a written document": `import json\n${nested}json.dumps(x)`,
    "a parsed document": "import json\njson.loads('[' * 100000)",
    "compiled code": "compile('(' * 100000, 'x', 'exec')",
    "nested operators": "eval('-' * 100000 + '1')",
    copying: `import copy\n${nested}copy.deepcopy(x)`,
    "a pattern": "import re\nre.compile('(' * 50000 + ')' * 50000)",
  };
  it.each(Object.entries(DEEP))("gets an error for endless recursion in %s and goes on", async (_name, body) => {
    const script = await loadHandler(`if ctx.data["deep"]:\n${body.replaceAll(/^/gm, "    ")}\nreturn skipped("fine")`);
    expect(script.call(0, { deep: true }).tag).toBe("E");
    expect(script.call(0, { deep: false })).toMatchObject({ tag: "R", value: { reason: "fine" } });
  });

  it("gets a MemoryError when it takes too much at once and goes on", async () => {
    const script = await loadHandler("x = bytearray(ctx.data['size'])\nreturn skipped(str(len(x)))");
    expect(script.call(0, { size: 3_000_000_000 }).value.message).toMatch(/^(MemoryError|OverflowError)/);
    expect(script.call(0, { size: 2_140_000_000 }).value.message).toMatch(/^MemoryError/);
    expect(script.call(0, { size: 10 }).value.reason).toBe("10");
  });

  it("ends the interpreter when it frees what is nested too deep for it", async () => {
    const script = await loadHandler("x = []\nfor _ in range(100000): x = [x]\ndel x");
    expect(() => script.call(0, {})).toThrow("Python ended: too deep a recursion in its C code");
    expect(() => script.call(0, {})).toThrow(/broke in an earlier call/);
  });

  it("gets a MemoryError when it piles up memory, and goes on when it lets go of it", async () => {
    const script = await loadHandler(
      "if ctx.data['pile']:\n    while True: pile.append(bytearray(1_000_000))\nheld = len(pile)\npile.clear()\nreturn skipped(str(held))",
      "pile = []",
    );
    expect(script.call(0, { pile: true }).value.message).toMatch(/^MemoryError/);
    expect(Number(script.call(0, { pile: false }).value.reason)).toBeGreaterThan(50);
    expect(script.call(0, { pile: false }).value.reason).toBe("0");
  });

  it("is torn by the time limit, and the torn interpreter is not entered again", async () => {
    const script = await loadHandler(
      "while ctx.data['spin']:\n    try:\n        while True: pass\n    except BaseException: pass",
    );
    expect(() => script.call(0, { spin: true }, 50)).toThrow(/timed out/);
    expect(() => script.call(0, { spin: false })).toThrow(/broke in an earlier call/);
  });
});

describe("a Python handler that waits", () => {
  const load = (body: string, before = "") =>
    loadScript(
      engine,
      `from hookloom import *\n${before}\n@on("X")\nasync def handler(ctx):\n${body.replaceAll(/^/gm, "    ")}\n`,
    );
  const answer = (request: { id: number }) => [{ id: request.id, ok: true, value: null }];

  it("returns at each sleep and goes on with the answer", async () => {
    const script = await load("await sleep(20)\nawait sleep(0.5)\nreturn skipped(ctx.data['name'])");
    const first = script.call(0, { name: "a" });
    expect(first).toMatchObject({ tag: "W", value: { requests: [{ kind: "sleep", ms: 20 }] } });
    const { ticket, requests } = first.value;
    const second = script.resume(ticket, answer(requests[0]));
    expect(second).toMatchObject({ tag: "W", value: { ticket, requests: [{ kind: "sleep", ms: 0.5 }] } });
    expect(second.value.requests[0].id).not.toBe(requests[0].id);
    expect(script.resume(ticket, answer(second.value.requests[0]))).toEqual({
      tag: "R",
      value: { type: "skipped", reason: "a" },
    });
  });

  it("answers at once when it does not wait", async () => {
    expect((await load("return cancel('no')")).call(0, {}).value).toEqual({ type: "cancel", reason: "no" });
  });

  it("waits in several calls at the same time, which end in any order", async () => {
    const script = await load("await sleep(ctx.data['ms'])\nreturn skipped(str(ctx.data['ms']))");
    const waiting = [30, 10, 20].map((ms) => script.call(0, { ms }).value);
    expect(new Set(waiting.map(({ ticket }) => ticket)).size).toBe(3);
    const reasons = waiting.toReversed().map(({ ticket, requests }) => script.resume(ticket, answer(requests[0])).value.reason);
    expect(reasons).toEqual(["20", "10", "30"]);
  });

  it("waits on when it is entered without an answer to its request", async () => {
    const script = await load("await sleep(1)\nreturn skipped('done')");
    const { ticket, requests } = script.call(0, {}).value;
    expect(script.resume(ticket, [])).toEqual({ tag: "W", value: { ticket, requests: [] } });
    expect(script.resume(ticket, answer(requests[0])).value.reason).toBe("done");
  });

  it("gets the host's refusal as an exception it can catch", async () => {
    const script = await load("try:\n    await sleep(1)\nexcept RuntimeError as error:\n    return skipped(str(error))");
    const { ticket, requests } = script.call(0, {}).value;
    expect(script.resume(ticket, [{ id: requests[0].id, ok: false, error: "too many" }]).value.reason).toBe("too many");
  });

  it("is closed when nobody waits for it any more", async () => {
    const script = await load("try:\n    await sleep(1)\nfinally:\n    print('closed')");
    const { ticket } = script.call(0, {}).value;
    expect(script.abandon(ticket)).toBe("");
    expect(script.logs()).toEqual([{ level: "info", text: "closed" }]);
    expect(script.abandon(ticket)).toBe("");
    expect(script.resume(ticket, [])).toMatchObject({ tag: "E", value: { message: `no call waits under the ticket ${ticket}` } });
  });

  it("can refuse to be closed without harm", async () => {
    const script = await load("while True:\n    try:\n        await sleep(1)\n    except GeneratorExit: pass");
    expect(script.abandon(script.call(0, {}).value.ticket)).toBe("");
    expect(script.call(0, {}).tag).toBe("W");
  });

  it("says where an exception after waiting was raised", async () => {
    const script = await load("await sleep(1)\nawait inner()", "async def inner():\n    raise ValueError('late')");
    const { ticket, requests } = script.call(0, {}).value;
    expect(script.resume(ticket, answer(requests[0])).value).toMatchObject({
      message: "ValueError: late",
      frames: [
        { line: 3, function: "inner" },
        { line: 7, function: "handler" },
      ],
    });
  });

  it.each([
    ["await sleep('1')", "TypeError: sleep(milliseconds) needs a number, not str"],
    ["await sleep(-1)", "ValueError: sleep(-1): not a time to wait"],
    ["await sleep(float('nan'))", "ValueError: sleep(nan): not a time to wait"],
    [
      "class Own:\n    def __await__(self): yield 1\nawait Own()",
      "RuntimeError: a handler can await only what the hookloom module offers, such as sleep(milliseconds)",
    ],
  ])("gets a clear error for %s", async (body, message) => {
    expect((await load(body)).call(0, {}).value.message).toBe(message);
  });

  it("is warned of a sleep that nobody awaited", async () => {
    const script = await load("sleep(10)");
    expect(script.call(0, {}).tag).toBe("");
    expect(script.logs()[0]).toMatchObject({ level: "warn", text: expect.stringContaining("'sleep' was never awaited") });
  });
});

describe("what a Python script prints and logs", () => {
  it("becomes lines with a level, also when the line has no end", async () => {
    const script = await loadHandler(
      `import sys
print("one", 2, sep="-")
print("first\\nsecond", end="")
sys.stderr.write("careful\\n")
log.debug("d"); log.info("i", {"a": 1, "b": "ü"}); log.warn("w"); log.error("e", {"x": {1}})
log.info(42)`,
    );
    script.call(0, {});
    expect(script.logs()).toEqual([
      { level: "info", text: "one-2" },
      { level: "info", text: "first" },
      { level: "warn", text: "careful" },
      { level: "debug", text: "d" },
      { level: "info", text: 'i {"a":1,"b":"ü"}' },
      { level: "warn", text: "w" },
      { level: "error", text: 'e {"x":"{1}"}' },
      { level: "info", text: "42" },
      { level: "info", text: "second" },
    ]);
  });

  it("is cut at 4096 characters a line and bounded in all", async () => {
    const script = await loadHandler("print('x' * 5000)\nfor _ in range(100000): print('flood')");
    script.call(0, {});
    const lines = script.logs();
    expect(lines[0]!.text.length).toBe(4096);
    expect(lines.length).toBeLessThan(10_000);
  });

  it("leaves standard input empty", async () => {
    const script = await loadHandler("import sys\nprint(repr(sys.stdin.read()))\ninput()");
    expect(script.call(0, {}).value.message).toMatch(/^EOFError/);
    expect(script.logs()).toEqual([{ level: "info", text: "''" }]);
  });
});

describe("the walls around Python", () => {
  it.each(["js", "pyodide_js", "pyodide.ffi", "_pyodide_core", "ctypes", "socket", "subprocess", "asyncio"])(
    "answers import %s with an explanation",
    async (name) => {
      const { loaded } = await loadScript(engine, `import ${name}`);
      expect(loaded.value.message).toMatch(/^ModuleNotFoundError: No module named '\w+(\.\w+)?': \w+/);
    },
  );

  it("keep JavaScript out of reach even past the import system", async () => {
    const { loaded, logs } = await loadScript(
      engine,
      `import gc, sys
print([type(o).__name__ for o in gc.get_objects() if type(o).__name__.startswith(("Js", "Proxy"))])
print([name for name in sys.modules if "js" in name.split("_") or "pyodide" in name])
from _imp import create_builtin
from importlib.machinery import ModuleSpec, BuiltinImporter
create_builtin(ModuleSpec("_pyodide_core", BuiltinImporter))
`,
    );
    expect(loaded.value.message).toMatch(/^ImportError/);
    expect(logs().map((line) => line.text)).toEqual(["[]", "[]"]);
    const native = `import sys
sys.meta_path.pop(0)
import ctypes
ctypes.pythonapi.emscripten_run_script(b"globalThis.reached = true")`;
    await expect(loadScript(engine, native)).rejects.toThrow("Python has no bridge to JavaScript here");
  });

  it("leave nothing in the isolate's global object that was not there", async () => {
    const empty = createRoom();
    const names = "JSON.stringify(Object.getOwnPropertyNames(globalThis).sort())";
    const before = JSON.parse(empty.context.evalSync(names) as string) as string[];
    const room = createRoom();
    await engine.boot(room, 20_000);
    expect(JSON.parse(room.context.evalSync(names) as string)).toEqual(before.filter((name) => name !== "WebAssembly"));
  });

  it("keep scripts from changing the standard library of other scripts", async () => {
    const spoil = await loadScript(
      engine,
      `with open("/lib/python314.zip", "r+b") as file: file.write(b"x" * 2_000_000)\nprint("spoiled")`,
    );
    expect(spoil.logs()).toEqual([{ level: "info", text: "spoiled" }]);
    expect((await loadScript(engine, "import csv, statistics")).loaded.tag).toBe("L");
  });

  it("let no command, thread or file of the host be reached", async () => {
    const script = await loadHandler(
      "import os, threading\nfound = os.path.exists('/etc/passwd') or os.path.exists('/usr/bin')\nstatus = os.system('id')\ntry:\n    threading.Thread(target=print).start()\nexcept RuntimeError as error:\n    return modified({'found': found, 'status': status, 'thread': str(error)})",
    );
    const { data } = script.call(0, {}).value;
    expect(data.found).toBe(false);
    expect(data.status).not.toBe(0);
    expect(data.thread).toMatch(/can't start new thread/);
  });
});

describe("booting Python", () => {
  const numbers = (script: LoadedScript) => script.call(0, {}).value.data;
  const body =
    "import random, os, uuid\nreturn modified({'r': random.random(), 'u': os.urandom(8).hex(), 'id': str(uuid.uuid4())})";

  it("gives every isolate random numbers of its own", async () => {
    const [first, second] = [numbers(await loadHandler(body)), numbers(await loadHandler(body))];
    expect(first.r).not.toBe(second.r);
    expect(first.u).not.toBe(second.u);
    expect(first.id).not.toBe(second.id);
  });

  it("works the same without a snapshot", async () => {
    const script = await loadScript(
      await openEngine(),
      `from hookloom import *\nprint("cold")\n@on("X")\nasync def handler(ctx):\n    await sleep(1)\n    return skipped("ü")\n`,
    );
    expect(script.loaded.value.hooks).toHaveLength(1);
    expect(script.logs()).toEqual([{ level: "info", text: "cold" }]);
    const { ticket, requests } = script.call(0, {}).value;
    expect(script.resume(ticket, [{ id: requests[0].id, ok: true, value: null }]).value.reason).toBe("ü");
  }, 30_000);

  it("imports of the standard library what the snapshot does not hold", async () => {
    const { loaded, logs } = await loadScript(engine, "import statistics, csv, sqlite3\nprint(statistics.median([3, 1, 2]))");
    expect(loaded.tag).toBe("L");
    expect(logs()).toEqual([{ level: "info", text: "2" }]);
  });

  it("rejects a snapshot that is something else, damaged or made with another version", async () => {
    const good = new Uint8Array(await findSnapshot());
    const damaged = Uint8Array.from(good);
    damaged[damaged.length - 5000]! ^= 1;
    const other = Uint8Array.from(good);
    other[30]! ^= 1;
    for (const [bytes, reason] of [
      [new Uint8Array(10), "it is something else"],
      [good.slice(0, good.length / 2), "it is damaged"],
      [good.slice(0, 60), "it is something else"],
      [damaged, "it is damaged"],
      [other, "it was made with another version"],
    ] as const) {
      const unfit = await openEngine(toShared(bytes));
      await expect(unfit.boot(createRoom(), 5000)).rejects.toThrow(`the snapshot does not fit: ${reason}`);
    }
  });

  it("gives up within its time limit", async () => {
    const started = performance.now();
    await expect((await openEngine()).boot(createRoom(), 100)).rejects.toThrow(/timed out/);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("leaves the main thread free", async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    await engine.boot(createRoom(), 20_000);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});
