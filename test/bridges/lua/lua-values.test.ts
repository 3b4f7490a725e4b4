import { describe, expect, it } from "vitest";
import { errorOf, handler, resultOf } from "./boot-lua.ts";

describe("values that cross into Lua and back", () => {
  const echo = 'return { type = "modified", data = ctx.data }';

  it.each([
    ["empty lists and empty tables", { list: [], table: {}, nested: [[], {}] }],
    ["null in tables and in lists", { nothing: null, list: [null, 1, null] }],
    ["integers and floats", { one: 1, half: 1.5, big: 9007199254740991, negative: -7, tiny: 1e-9, huge: 1.5e300 }],
    ["text of every width", { text: "a ä € 😀 \u2028", ключ: "значение" }],
    ["NUL, quotes and control characters", { text: 'a\u0000b"c\\d\n\t\u0001\u007f/', "\u0000": 1 }],
    ["booleans", { yes: true, no: false }],
  ])("keeps %s", async (_title, data) => {
    expect(resultOf((await handler(echo)).call(1, { data }))).toEqual({ type: "modified", data });
  });

  it("gives an integer a Lua integer and a float a Lua float", async () => {
    const script = await handler(
      "return hookloom.skipped(math.type(ctx.data.a) .. math.type(ctx.data.b) .. tostring(ctx.data.a))",
    );
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
    const script = await handler(
      "assert(ctx.data.x == hookloom.null and ctx.data.y == nil) return hookloom.skipped(tostring(hookloom.null))",
    );
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
    expect(await build('hookloom.annotate(hookloom.cancel("no"), { a = true })')).toEqual({
      type: "cancel",
      reason: "no",
      annotations: { a: true },
    });
    expect(await build('hookloom.redirect("other")')).toEqual({ type: "redirect", target: "other" });
    expect(await build('hookloom.replace("other")')).toEqual({ type: "replace", component: "other" });
    expect(await build('hookloom.retry({ delay_ms = 5, backoff = "linear" })')).toEqual({
      type: "retry",
      max_attempts: 3,
      delay_ms: 5,
      backoff: "linear",
      jitter: false,
    });
    expect(await build("hookloom.fork({ { data = { n = 1 } }, {} })")).toEqual({
      type: "fork",
      branches: [{ data: { n: 1 } }, {}],
      join: "all",
    });
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
    expect(errorOf(script.call(1, {}))).toMatchObject({
      kind: "result",
      message: expect.stringContaining(message),
      file: "script.lua",
    });
    expect(script.call(1, { ok: true })).toBe("");
  });

  it("refuses cycles, deep nesting, and tables that grow without end when written out", async () => {
    const refused = async (body: string) => errorOf((await handler(body)).call(1, {}));
    expect(await refused("local t = {} t.t = t return t")).toMatchObject({
      kind: "result",
      message: expect.stringContaining("refers to itself"),
    });
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
