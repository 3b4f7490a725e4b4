import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { lua } from "../../../bridges/lua/language.ts";
import { boot, errorOf, handler, resultOf } from "./boot-lua.ts";

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
      subscriptions: [],
      components: [],
      wants: { publish: [], http: [], state: [] },
      modules: [],
    });
  });

  it("reports an empty list when the script registers nothing", async () => {
    expect((await boot("")).loaded).toMatch(/^L.*"hooks":\[\]/);
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
    const error = errorOf(
      (
        await boot(`local function inner() error("broken") end
local function outer() inner() end
pcall(outer)
table.sort({ 2, 1 }, function() outer() end)`)
      ).loaded,
    );
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
    expect(await wrong("hookloom.on(1, function() end)")).toMatchObject({
      line: 2,
      message: expect.stringContaining("point must be a string"),
    });
    expect(await wrong("hookloom.on('P', {}, 'x')")).toMatchObject({
      line: 2,
      message: expect.stringContaining("handler must be a function"),
    });
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
    expect(resultOf(script.call(1, { data: { parameters: { command: "shutdown now" } } }))).toMatchObject({ type: "cancel" });
    expect(script.logs()).toHaveLength(1);
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
    const script = await handler(
      'print(string.rep("ä", 1000000)) for index = 1, 10000 do hookloom.log.info("line " .. index) end',
    );
    expect(script.call(1, {})).toBe("");
    const lines = script.logs();
    expect(lines[0]).toBe(`info: ${"ä".repeat(4096)}`);
    expect(lines.length).toBeGreaterThan(1000);
  });
});

describe("the host half", () => {
  it("names a bridge module that exists", async () => {
    expect(await readFile(lua.bridgeModule, "utf8")).toContain("export default bridge");
  });
});
