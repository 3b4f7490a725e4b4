import { describe, expect, it } from "vitest";
import { boot, errorOf, handler, resultOf, waitingOf } from "./boot-lua.ts";

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
      "_G",
      "_VERSION",
      "assert",
      "collectgarbage",
      "coroutine",
      "debug",
      "error",
      "getmetatable",
      "ipairs",
      "load",
      "math",
      "next",
      "os",
      "pairs",
      "pcall",
      "print",
      "rawequal",
      "rawget",
      "rawlen",
      "rawset",
      "require",
      "select",
      "setmetatable",
      "string",
      "table",
      "tonumber",
      "tostring",
      "type",
      "utf8",
      "warn",
      "xpcall",
    ]);
    expect(data.filter((name) => /^(os|debug)\./.test(name))).toEqual([
      "debug.traceback",
      "os.clock",
      "os.date",
      "os.difftime",
      "os.time",
    ]);
    expect(data).not.toContain("string.dump");
    expect(script.isolateGlobals()).toEqual({ added: [], webAssembly: false });
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

  it("says that only hookloom and shared modules can be required", async () => {
    expect(errorOf((await boot('\nlocal x = require "helpers"')).loaded)).toMatchObject({
      line: 2,
      message: 'a script can require only "hookloom" and shared modules ("modules.…"), not "helpers"',
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
    expect(errorOf(script.call(1, { data: { fail: true } }))).toMatchObject({
      line: 3,
      message: "attempt to call a nil value (local 'x')",
    });
  });

  it("draws other random numbers than its neighbour", async () => {
    const body = "return hookloom.modified({ n = math.random(1 << 50) })";
    const [first, second] = await Promise.all([handler(body), handler(body)]);
    expect(first!.call(1, {})).not.toBe(second!.call(1, {}));
  });

  it("answers a stray handle with an error", async () => {
    expect(errorOf((await handler("")).call(99, {})).message).toBe("no handler has this handle");
  });
});
