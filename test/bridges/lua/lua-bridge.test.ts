import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { lua } from "../../../bridges/lua/language.ts";
import { bootLua, errorOf, resultOf, waitingOf, type LuaScript } from "./boot-lua.ts";

const open: LuaScript[] = [];
afterEach(() => open.splice(0).forEach((script) => script.dispose()));

async function boot(source: string, file?: string): Promise<LuaScript> {
  const script = await bootLua(source, file);
  open.push(script);
  return script;
}

/** A script whose only handler has this body; `hookloom` and `ctx` are in reach. */
async function handler(body: string): Promise<LuaScript> {
  const script = await boot(`local hookloom = require "hookloom"\nhookloom.on("Point", function(ctx)\n${body}\nend)`);
  expect(script.loaded).toMatch(/^L/);
  return script;
}

describe("loading a Lua script", () => {
  it("reports each hook with its options and the line of its on call", async () => {
    const script = await boot(`local hookloom = require "hookloom"

hookloom.on("First", function() end)
local function both(point)
  hookloom.on(point, { priority = "high", match = { tool_name = { "a", "b" } } }, function() end)
end
both("Second")`);
    expect(JSON.parse(script.loaded.slice(1))).toEqual({
      hooks: [
        { handle: 1, point: "First", options: {}, line: 3 },
        { handle: 2, point: "Second", options: { priority: "high", match: { tool_name: ["a", "b"] } }, line: 5 },
      ],
    });
  });

  it("reports an empty list when the script registers nothing", async () => {
    expect((await boot("")).loaded).toBe('L{"hooks":[]}');
  });

  it("names the line of a syntax error without repeating the place in the message", async () => {
    expect(errorOf((await boot("local x = 1\nlocal = 2")).loaded)).toEqual({
      kind: "syntax",
      message: "<name> expected near '='",
      file: "script.lua",
      line: 2,
    });
  });

  it("finds the place even when the file name is longer than Lua shows", async () => {
    const file = `${"folder/".repeat(20)}script.lua`;
    expect(errorOf((await boot("local = 2", file)).loaded)).toMatchObject({ message: "<name> expected near '='", file, line: 1 });
    const raised = errorOf((await boot("\nerror('no')", file)).loaded);
    expect(raised).toMatchObject({ message: "no", file, line: 2, frames: [{ file, line: 2 }] });
  });

  it("shows the script's own frames of an exception, innermost first", async () => {
    const error = errorOf((await boot(`local function inner() error("broken") end
local function outer() inner() end
pcall(outer)
table.sort({ 2, 1 }, function() outer() end)`)).loaded);
    expect(error).toEqual({
      kind: "exception",
      message: "broken",
      file: "script.lua",
      line: 1,
      frames: [
        { file: "script.lua", line: 1, function: "inner" },
        { file: "script.lua", line: 2, function: "outer" },
        { file: "script.lua", line: 4 },
        { file: "script.lua", line: 4 },
      ],
    });
  });

  it("reads a script that begins with a byte order mark or an interpreter line", async () => {
    expect((await boot("\uFEFFlocal x = 1")).loaded).toMatch(/^L/);
    expect(errorOf((await boot("#!/usr/bin/lua\nerror('x')")).loaded)).toMatchObject({ line: 2 });
  });

  it("blames the line of a wrong on call", async () => {
    const wrong = async (call: string) => errorOf((await boot(`local hookloom = require "hookloom"\n${call}`)).loaded);
    expect(await wrong("hookloom.on(1, function() end)")).toMatchObject({ line: 2, message: expect.stringContaining("point must be a string") });
    expect(await wrong("hookloom.on('P', {}, 'x')")).toMatchObject({ line: 2, message: expect.stringContaining("handler must be a function") });
    expect(await wrong("hookloom.on('P', { match = { f = print } }, function() end)")).toMatchObject({
      line: 2,
      message: expect.stringContaining("match.f: a function cannot become JSON"),
    });
  });

  it("refuses to yield or sleep while it loads", async () => {
    expect(errorOf((await boot("coroutine.yield()")).loaded).message).toContain("yielded while it loaded");
    expect(errorOf((await boot('require("hookloom").sleep(1)')).loaded).message).toContain("sleep works only in a handler");
  });

  it("loads its own template", async () => {
    const script = await boot(lua.template("guard"));
    expect(script.call(1, { data: { parameters: { command: "ls" } } })).toBe("");
    expect(resultOf(script.call(1, { data: { parameters: { command: "shutdown now" } } }))).toMatchObject({ type: "cancel" });
    expect(script.logs()).toHaveLength(2);
  });
});

describe("values that cross into Lua and back", () => {
  const echo = 'return { type = "modified", data = ctx.data }';

  it.each([
    ["empty lists and empty tables", { list: [], table: {}, nested: [[], {}] }],
    ["null in tables and in lists", { nothing: null, list: [null, 1, null] }],
    ["integers and floats", { one: 1, half: 1.5, big: 9007199254740991, negative: -7, tiny: 1e-9, huge: 1.5e300 }],
    ["text of every width", { text: "a ä € 😀 \u2028", "ключ": "значение" }],
    ["NUL, quotes and control characters", { text: 'a\u0000b"c\\d\n\t\u0001\u007f/', "\u0000": 1 }],
    ["booleans", { yes: true, no: false }],
  ])("keeps %s", async (_title, data) => {
    expect(resultOf((await handler(echo)).call(1, { data }))).toEqual({ type: "modified", data });
  });

  it("gives an integer a Lua integer and a float a Lua float", async () => {
    const script = await handler('return hookloom.skipped(math.type(ctx.data.a) .. math.type(ctx.data.b) .. tostring(ctx.data.a))');
    expect(resultOf(script.call(1, { data: { a: 3, b: 3.5 } }))).toMatchObject({ reason: "integerfloat3" });
  });

  it("writes a float without a fraction as an integer", async () => {
    expect((await handler("return hookloom.modified({ n = 4 / 2 })")).call(1, {})).toContain('"n":2}');
  });

  it("writes every digit of a 64-bit integer", async () => {
    expect((await handler("return hookloom.modified({ n = math.maxinteger })")).call(1, {})).toContain("9223372036854775807");
  });

  it("keeps a list a list when a handler empties it", async () => {
    const script = await handler("table.remove(ctx.data.list) return hookloom.modified(ctx.data)");
    expect(script.call(1, { data: { list: [1] } })).toContain('"list":[]');
  });

  it("marks a table as a list with hookloom.array", async () => {
    const script = await handler("return hookloom.modified({ a = hookloom.array({}), b = {}, c = hookloom.array() })");
    expect(resultOf(script.call(1, {}))).toEqual({ type: "modified", data: { a: [], b: {}, c: [] } });
  });

  it("gives JSON null as hookloom.null, which is not nil", async () => {
    const script = await handler("assert(ctx.data.x == hookloom.null and ctx.data.y == nil) return hookloom.skipped(tostring(hookloom.null))");
    expect(resultOf(script.call(1, { data: { x: null } }))).toMatchObject({ reason: "null" });
  });

  it("replaces bytes that are not UTF-8", async () => {
    const script = await handler('return hookloom.skipped("a\\xFFb\\xC3\\xED\\xA0\\x80c\\xF0\\x9F")');
    expect(resultOf(script.call(1, {}))).toMatchObject({ reason: "a\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFDc\uFFFD\uFFFD" });
  });

  it("replaces half a surrogate pair from the host", async () => {
    const script = await handler("return hookloom.skipped(ctx.data.text)");
    expect(resultOf(script.call(1, { data: { text: "a\ud800b" } }))).toMatchObject({ reason: "a\uFFFDb" });
  });

  it("takes a large envelope and is small again afterwards", async () => {
    const script = await handler("return hookloom.modified({ n = #ctx.data.text })");
    expect(resultOf(script.call(1, { data: { text: "ä".repeat(500_000) } }))).toMatchObject({ data: { n: 1_000_000 } });
    expect(resultOf(script.call(1, { data: { text: "ä" } }))).toMatchObject({ data: { n: 2 } });
  });
});

describe("what a handler may return", () => {
  it("takes nothing, null and a plain continue as the empty reply", async () => {
    for (const body of ["", "return nil", "return hookloom.null", "return hookloom.continue_()"]) {
      expect((await handler(body)).call(1, {})).toBe("");
    }
  });

  it("builds the nine results and annotations", async () => {
    const build = async (expression: string) => resultOf((await handler(`return ${expression}`)).call(1, {}));
    expect(await build("hookloom.annotate(nil, { hint = 1 })")).toEqual({ type: "continue", annotations: { hint: 1 } });
    expect(await build('hookloom.annotate(hookloom.cancel("no"), { a = true })')).toEqual({ type: "cancel", reason: "no", annotations: { a: true } });
    expect(await build('hookloom.redirect("other")')).toEqual({ type: "redirect", target: "other" });
    expect(await build('hookloom.replace("other")')).toEqual({ type: "replace", component: "other" });
    expect(await build('hookloom.retry({ delay_ms = 5, backoff = "linear" })')).toEqual({
      type: "retry", max_attempts: 3, delay_ms: 5, backoff: "linear", jitter: false,
    });
    expect(await build("hookloom.fork({ { data = { n = 1 } }, {} })")).toEqual({ type: "fork", branches: [{ data: { n: 1 } }, {}], join: "all" });
    expect(await build('hookloom.cache({ 1 }, 50, "k")')).toEqual({ type: "cache", result: [1], ttl_ms: 50, key: "k" });
    expect(await build('hookloom.skipped("why")')).toEqual({ type: "skipped", reason: "why" });
  });

  it.each([
    ['"text"', "not a string"],
    ["42", "not a number"],
    ["{ data = { f = print } }", "data.f: a function cannot become JSON"],
    ["{ data = { list = { 1, coroutine.create(print) } } }", "data.list[2]: a coroutine cannot become JSON"],
    ["{ n = 0 / 0 }", "n: NaN cannot become JSON"],
    ["{ n = math.huge }", "n: an infinite number cannot become JSON"],
    ["{ data = { 1, a = 2 } }", "data: a table with both text and number keys"],
    ["{ data = { a = 2, [1] = 1 } }", "data: a table with both text and number keys"],
    ["{ data = { 1, nil, 3 } }", "data: its number keys are not 1, 2, 3"],
    ["{ data = { [7] = 1 } }", "data: its number keys are not 1, 2, 3"],
    ["{ data = { [1.5] = 1 } }", "data: its number keys are not 1, 2, 3"],
    ["{ data = { [true] = 1 } }", "data: a boolean cannot be a key in JSON"],
    ["{ text = string.rep('x', 2000000) }", "longer than 1048576 characters"],
  ])("refuses %s", async (value, message) => {
    const script = await handler(`if ctx.ok then return end return ${value}`);
    expect(errorOf(script.call(1, {}))).toMatchObject({ kind: "result", message: expect.stringContaining(message), file: "script.lua" });
    expect(script.call(1, { ok: true })).toBe("");
  });

  it("refuses cycles, deep nesting, and tables that grow without end when written out", async () => {
    const refused = async (body: string) => errorOf((await handler(body)).call(1, {}));
    expect(await refused("local t = {} t.t = t return t")).toMatchObject({ kind: "result", message: expect.stringContaining("refers to itself") });
    expect(await refused("local t = {} for _ = 1, 100 do t = { t } end return { t = t }")).toMatchObject({ kind: "result" });
    expect(await refused("local t = { a = 1 } for _ = 1, 40 do t = { a = t, b = t } end return t")).toMatchObject({
      kind: "result",
      message: expect.stringContaining("longer than"),
    });
  });

  it("never runs metamethods of a result", async () => {
    const script = await handler(`local broken = function() error("called") end
      return setmetatable({ type = "skipped", reason = "fine" }, { __index = broken, __pairs = broken, __len = broken, __tostring = broken, __eq = broken })`);
    expect(resultOf(script.call(1, {}))).toEqual({ type: "skipped", reason: "fine" });
  });
});

describe("errors of a handler", () => {
  it.each([
    ['error("plain")', "plain"],
    ['error("without place", 0)', "without place"],
    ["error()", "error(nil) was raised"],
    ["error({ code = 7 })", 'error({"code":7}) was raised'],
    ["error({ message = 'inside' })", "inside"],
    ["error({ print })", "error(table that cannot be shown) was raised"],
    ["error(setmetatable({}, { __tostring = function() return 'shown' end }))", "shown"],
    ["error(setmetatable({ a = 1 }, { __tostring = function() error('again') end }))", 'error({"a":1}) was raised'],
    ["error(42)", "42"],
    ["error(true)", "error(true) was raised"],
    ["local x = nil; x.y = 1", "attempt to index a nil value (local 'x')"],
  ])("shows %s readably", async (body, message) => {
    const script = await handler(body);
    expect(errorOf(script.call(1, {}))).toEqual({
      kind: "exception", message, file: "script.lua", line: 3, frames: [{ file: "script.lua", line: 3 }],
    });
  });

  it("survives endless recursion", async () => {
    const script = await handler("if ctx.ok then return end local function again() return 1 + again() end again()");
    const error = errorOf(script.call(1, {}));
    expect(error).toMatchObject({ kind: "exception", line: 3 });
    expect(error.message).toMatch(/stack overflow|not enough memory/);
    expect(script.call(1, { ok: true })).toBe("");
  });

  it.each([
    ["string.gsub", "local function again() return (string.gsub('x', 'x', again)) end again()"],
    ["table.sort", "local function again() table.sort({ 1, 2, 3 }, again) end again()"],
    ["pcall", "local function again() local ok, e = pcall(again) if not ok then error(e, 0) end end again()"],
    ["coroutines", "local function again() local ok, e = coroutine.resume(coroutine.create(again)) if not ok then error(e, 0) end end again()"],
    ["metamethods", "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end; local x = t.y"],
    ["tostring", "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end; tostring(t)"],
    ["the compiler", "assert(load('return ' .. string.rep('(', 10000) .. '1' .. string.rep(')', 10000)))"],
    ["a pattern", "string.find(string.rep('a', 300000), string.rep('(a?', 1000))"],
  ])("survives endless recursion through %s", async (_title, body) => {
    const script = await handler(`if ctx.ok then return end ${body}`);
    expect(errorOf(script.call(1, {})).kind).toBe("exception");
    expect(script.call(1, { ok: true })).toBe("");
  });

  it("survives using up its memory, and says so", async () => {
    const script = await handler(`if ctx.ok then return end
      local hoard = {} for index = 1, 1e9 do hoard[index] = string.rep("x", 1000) .. index end`);
    expect(errorOf(script.call(1, {}))).toMatchObject({ kind: "exception", message: expect.stringContaining("not enough memory") });
    expect(script.call(1, { ok: true })).toBe("");
    const other = await handler("if ctx.ok then return end return hookloom.skipped(string.rep('x', 100 * 1024 * 1024))");
    expect(errorOf(other.call(1, {})).message).toContain("not enough memory");
    expect(other.call(1, { ok: true })).toBe("");
  });

  it("can use most of its 32 MiB", async () => {
    const script = await handler('local text = string.rep("x", 12 * 1024 * 1024) hoard = text return hookloom.skipped(tostring(#text))');
    expect(resultOf(script.call(1, {}))).toMatchObject({ reason: "12582912" });
  });

  it("keeps answering errors while a global hoard holds all memory", async () => {
    const script = await handler('hoard = hoard or {} while true do hoard[#hoard + 1] = string.rep("y", 100) .. #hoard end');
    for (let round = 0; round < 3; round += 1) expect(errorOf(script.call(1, {})).message).toContain("not enough memory");
    expect(errorOf(script.call(1, { data: { text: "x".repeat(8_000_000) } })).message).toContain("not enough memory");
  });

  it("refuses on inside a handler", async () => {
    expect(errorOf((await handler('hookloom.on("Late", function() end)')).call(1, {})).message).toContain("only while the script loads");
  });
});

describe("waiting", () => {
  it("hands out a sleep and goes on with the answer", async () => {
    const script = await handler('hookloom.sleep(5) hookloom.sleep(0.5) return hookloom.skipped("slept")');
    const first = waitingOf(script.call(1, {}));
    expect(first.requests).toEqual([{ id: expect.any(Number), kind: "sleep", ms: 5 }]);
    const second = waitingOf(script.resume(first.ticket, [{ id: first.requests[0]!.id, ok: true, value: null }]));
    expect(second).toMatchObject({ ticket: first.ticket, requests: [{ kind: "sleep", ms: 0.5 }] });
    expect(resultOf(script.resume(first.ticket, [{ id: second.requests[0]!.id, ok: true, value: null }]))).toMatchObject({ reason: "slept" });
    expect(errorOf(script.resume(first.ticket, [])).message).toContain("does not wait");
  });

  it("keeps several waiting calls apart, in any order", async () => {
    const script = await handler("hookloom.sleep(1) return hookloom.skipped(ctx.data)");
    const waits = ["a", "b", "c"].map((data) => waitingOf(script.call(1, { data })));
    expect(new Set(waits.map((wait) => wait.ticket)).size).toBe(3);
    const answer = (index: number) => script.resume(waits[index]!.ticket, [{ id: waits[index]!.requests[0]!.id, ok: true, value: null }]);
    expect([answer(1), answer(2), answer(0)].map(resultOf)).toMatchObject([{ reason: "b" }, { reason: "c" }, { reason: "a" }]);
  });

  it("raises a refused request at the sleep, where pcall can catch it", async () => {
    const refuse = (script: LuaScript) => {
      const wait = waitingOf(script.call(1, {}));
      return script.resume(wait.ticket, [{ id: wait.requests[0]!.id, ok: false, error: "too many" }]);
    };
    expect(errorOf(refuse(await handler("hookloom.sleep(1)")))).toMatchObject({ message: "too many", line: 3 });
    const caught = await handler("local ok, message = pcall(hookloom.sleep, 1) return hookloom.skipped(tostring(message))");
    expect(resultOf(refuse(caught))).toMatchObject({ reason: "too many" });
  });

  it("asks for nothing more when it is resumed without its answer", async () => {
    const script = await handler("hookloom.sleep(1)");
    const { ticket } = waitingOf(script.call(1, {}));
    expect(waitingOf(script.resume(ticket, []))).toEqual({ ticket, requests: [] });
  });

  it("closes an abandoned call", async () => {
    const script = await handler('local guard <close> = setmetatable({}, { __close = function() print("closed") end }) hookloom.sleep(1)');
    const { ticket } = waitingOf(script.call(1, {}));
    expect(script.abandon(ticket)).toBe("");
    expect(script.logs()).toEqual(["info: closed"]);
    expect(errorOf(script.resume(ticket, [])).message).toContain("does not wait");
    expect(script.abandon(ticket)).toBe("");
  });

  it("says clearly where sleep cannot work", async () => {
    const message = async (body: string) => errorOf((await handler(body)).call(1, {})).message;
    expect(await message("coroutine.wrap(function() hookloom.sleep(1) end)()")).toContain("not in a coroutine it made");
    expect(await message("table.sort({ 2, 1 }, function() hookloom.sleep(1) end)")).toContain("table.sort");
    expect(await message("hookloom.sleep('x')")).toContain("number of at least 0");
    expect(await message("hookloom.sleep(-1)")).toContain("number of at least 0");
    expect(await message("coroutine.yield(1)")).toContain("yielded outside");
    expect(await message("coroutine.yield(setmetatable({}, { __eq = function() error('no') end }))")).toContain("yielded outside");
  });

  it("lets a script use coroutines of its own", async () => {
    const script = await handler(`local numbers = {}
      for n in coroutine.wrap(function() for n = 1, 3 do coroutine.yield(n) end end) do numbers[n] = n * 2 end
      return hookloom.modified({ numbers = numbers })`);
    expect(resultOf(script.call(1, {}))).toEqual({ type: "modified", data: { numbers: [2, 4, 6] } });
  });

  it("survives a script that resumes the prelude's own coroutine", async () => {
    const script = await boot(`local hookloom = require "hookloom"
hookloom.on("Wait", function() thread = coroutine.running() hookloom.sleep(1) return hookloom.skipped("waited") end)
hookloom.on("Meddle", function() coroutine.resume(thread, true) coroutine.resume(thread) end)
hookloom.on("Fine", function() return hookloom.skipped("fine") end)`);
    const { ticket, requests } = waitingOf(script.call(1, {}));
    expect(script.call(2, {})).toBe("");
    expect(errorOf(script.resume(ticket, [{ id: requests[0]!.id, ok: true, value: null }])).kind).toBe("exception");
    expect(resultOf(script.call(3, {}))).toMatchObject({ reason: "fine" });
  });
});

describe("logging", () => {
  it("writes levels, fields and print", async () => {
    const script = await handler(`hookloom.log.debug("d") hookloom.log.info("msg", { a = 1 }) hookloom.log.warn({ b = {} })
      hookloom.log.error("e", { f = print }) print("x", nil, 1.5, hookloom.null) warn("w", 1)`);
    script.call(1, {});
    expect(script.logs()).toEqual([
      "debug: d",
      'info: msg {"a":1}',
      'warn: {"b":{}}',
      "error: e (fields cannot be shown: f: a function cannot become JSON)",
      "info: x\tnil\t1.5\tnull",
      "warn: w1",
    ]);
  });

  it("cuts long lines and survives floods", async () => {
    const script = await handler('print(string.rep("ä", 1000000)) for index = 1, 10000 do hookloom.log.info("line " .. index) end');
    expect(script.call(1, {})).toBe("");
    const lines = script.logs();
    expect(lines[0]).toBe(`info: ${"ä".repeat(4096)}`);
    expect(lines.length).toBeGreaterThan(1000);
  });
});

describe("what a script cannot reach", () => {
  it("sees only these globals", async () => {
    const script = await handler(`local names = hookloom.array()
      for name, value in pairs(_G) do
        names[#names + 1] = name
        if type(value) == "table" and name ~= "_G" then
          for inner in pairs(value) do names[#names + 1] = name .. "." .. inner end
        end
      end
      table.sort(names)
      return hookloom.modified(names)`);
    const { data } = resultOf(script.call(1, {})) as { data: string[] };
    expect(data.filter((name) => !name.includes("."))).toEqual([
      "_G", "_VERSION", "assert", "collectgarbage", "coroutine", "debug", "error", "getmetatable", "ipairs", "load", "math",
      "next", "os", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select", "setmetatable",
      "string", "table", "tonumber", "tostring", "type", "utf8", "warn", "xpcall",
    ]);
    expect(data.filter((name) => /^(os|debug)\./.test(name))).toEqual(["debug.traceback", "os.clock", "os.date", "os.difftime", "os.time"]);
    expect(data).not.toContain("string.dump");
  });

  it("keeps the clock and the calendar", async () => {
    const script = await handler(`local started = os.clock() for _ = 1, 1e5 do end
      return hookloom.modified({ time = os.time(), date = os.date("!%Y-%m-%d %H:%M:%S", 0), clock = os.clock() >= started,
        made = os.time({ year = 2024, month = 2, day = 30, hour = 12 }) - os.time({ year = 2024, month = 3, day = 1, hour = 12 }), month = os.date("*t").month })`);
    const { data } = resultOf(script.call(1, {})) as { data: Record<string, number> };
    expect(data).toMatchObject({ date: "1970-01-01 00:00:00", clock: true, made: 0, month: new Date().getMonth() + 1 });
    expect(Math.abs(data.time! - Date.now() / 1000)).toBeLessThan(5);
  });

  it("refuses bytecode in every mode", async () => {
    const script = await handler(`local code = "\\27LuaT"
      local a, first = load(code) local b, second = load(code, "x", "b") local c, third = load(code, "x", "bt", {})
      assert(not a and not b and not c)
      assert(load("return 1 + 1")() == 2 and load("return x", "chunk", "b", { x = 5 })() == 5)
      local parts = { "return ", "7" } local at = 0
      assert(load(function() at = at + 1 return parts[at] end)() == 7)
      assert(select("#", load("return x", "chunk", "t", nil)) == 1 and not pcall(load("return x.y", "chunk", "t", nil)))
      return hookloom.skipped(first)`);
    expect(resultOf(script.call(1, {}))).toMatchObject({ reason: expect.stringContaining("binary chunk") });
  });

  it("says that only hookloom can be required", async () => {
    expect(errorOf((await boot('\nlocal x = require "helpers"')).loaded)).toMatchObject({
      line: 2,
      message: 'a script can require only "hookloom", not "helpers": it cannot require other files yet',
    });
  });

  it("hurts only itself by replacing globals, library functions and metatables", async () => {
    const script = await boot(`local hookloom = require "hookloom"
hookloom.on("Point", function(ctx)
  if ctx.data.fail then local x = nil; x() end
  hookloom.log.info("still", { here = true })
  hookloom.sleep(1)
  return hookloom.annotate(hookloom.modified(ctx.data), { ok = true })
end)
local broken = function() while true do error("replaced") end end
for _, library in pairs({ string, table, math, coroutine, os, debug, utf8 }) do
  for name in pairs(library) do library[name] = broken end
end
getmetatable("").__index = broken
getmetatable("").__concat = broken
getmetatable("").__add = broken
setmetatable(_G, { __index = broken, __newindex = broken })
local names, raw_next, global = {}, next, _G
for name in raw_next, global do names[#names + 1] = name end
for _, name in raw_next, names do global[name] = broken end`);
    expect(script.loaded).toMatch(/^L/);
    const { ticket, requests } = waitingOf(script.call(1, { data: { list: [1] } }));
    const reply = script.resume(ticket, [{ id: requests[0]!.id, ok: true, value: null }]);
    expect(resultOf(reply)).toEqual({ type: "modified", data: { list: [1] }, annotations: { ok: true } });
    expect(script.logs()).toEqual(['info: still {"here":true}']);
    expect(errorOf(script.call(1, { data: { fail: true } }))).toMatchObject({ line: 3, message: "attempt to call a nil value (local 'x')" });
  });

  it("draws other random numbers than its neighbour", async () => {
    const body = "return hookloom.modified({ n = math.random(1 << 50) })";
    const [first, second] = await Promise.all([handler(body), handler(body)]);
    expect(first!.call(1, {})).not.toBe(second!.call(1, {}));
  });

  it("answers a stray handle with an error", async () => {
    expect(errorOf((await handler("")).call(99, {})).kind).toBe("exception");
  });
});

describe("the host half", () => {
  it("names a bridge module that exists", async () => {
    expect(await readFile(lua.bridgeModule, "utf8")).toContain("export default bridge");
  });
});
