import { describe, expect, it } from "vitest";
import { boot, errorOf, handler, resultOf } from "./boot-lua.ts";

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
      kind: "exception",
      message,
      file: "script.lua",
      line: 3,
      frames: [{ file: "script.lua", line: 3 }],
    });
  });

  it("survives endless recursion", async () => {
    const script = await handler("if ctx.ok then return end local function again() return 1 + again() end again()");
    const error = errorOf(script.call(1, {}));
    expect(error).toMatchObject({ kind: "exception", line: 3 });
    expect(error.message).toMatch(/stack overflow|levels deep/);
    expect(script.call(1, { ok: true })).toBe("");
  });

  it.each([
    ["string.gsub", "local function again() return (string.gsub('x', 'x', again)) end again()"],
    ["table.sort", "local function again() table.sort({ 1, 2, 3 }, again) end again()"],
    ["pcall", "local function again() local ok, e = pcall(again) if not ok then error(e, 0) end end again()"],
    [
      "coroutines",
      "local function again() local ok, e = coroutine.resume(coroutine.create(again)) if not ok then error(e, 0) end end again()",
    ],
    ["metamethods", "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end; local x = t.y"],
    ["tostring", "local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end; tostring(t)"],
    ["the compiler", "assert(load('return ' .. string.rep('(', 10000) .. '1' .. string.rep(')', 10000)))"],
    ["a pattern", "string.find(string.rep('a', 300000), string.rep('(a?', 1000))"],
  ])("survives endless recursion through %s", async (_title, body) => {
    const script = await handler(`if ctx.ok then return end ${body}`);
    expect(errorOf(script.call(1, {})).kind).toBe("exception");
    expect(script.call(1, { ok: true })).toBe("");
    // Loading runs on another thread, whose native stack has another size.
    expect(errorOf((await boot(body)).loaded).kind).toBe("exception");
  });

  it("starts the next call with the memory that endless recursion had used up", async () => {
    const script = await handler(`local function again() return 1 + again() end
      if ctx.recurse then again() end
      return hookloom.skipped(tostring(collectgarbage("count") < 4096))`);
    expect(errorOf(script.call(1, { recurse: true })).frames).toHaveLength(20);
    expect(resultOf(script.call(1, {}))).toMatchObject({ reason: "true" });
  });

  it("survives using up its memory, and says so", async () => {
    const script = await handler(`if ctx.ok then return end
      local hoard = {} for index = 1, 1e9 do hoard[index] = string.rep("x", 1000) .. index end`);
    expect(errorOf(script.call(1, {}))).toMatchObject({
      kind: "exception",
      message: expect.stringContaining("not enough memory"),
    });
    expect(script.call(1, { ok: true })).toBe("");
    const other = await handler("if ctx.ok then return end return hookloom.skipped(string.rep('x', 100 * 1024 * 1024))");
    expect(errorOf(other.call(1, {})).message).toContain("not enough memory");
    expect(other.call(1, { ok: true })).toBe("");
  });

  it("can use most of its 32 MiB", async () => {
    const script = await handler(
      'local text = string.rep("x", 12 * 1024 * 1024) hoard = text return hookloom.skipped(tostring(#text))',
    );
    expect(resultOf(script.call(1, {}))).toMatchObject({ reason: "12582912" });
  });

  it("keeps answering errors while a global hoard holds all memory", async () => {
    const script = await handler('hoard = hoard or {} while true do hoard[#hoard + 1] = string.rep("y", 100) .. #hoard end');
    for (let round = 0; round < 3; round += 1) expect(errorOf(script.call(1, {})).message).toContain("not enough memory");
    expect(errorOf(script.call(1, { data: { text: "x".repeat(8_000_000) } })).message).toContain("not enough memory");
  });

  it("refuses on inside a handler", async () => {
    expect(errorOf((await handler('hookloom.on("Late", function() end)')).call(1, {})).message).toContain(
      "only while the script loads",
    );
  });
});
