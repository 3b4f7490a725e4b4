// The stubs that `hookloom stubs` writes: each is read by what reads its language.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KNOWN_NAMES } from "../../../src/model/points/catalogue.ts";
import { runHookloom, temporaryProject } from "../hookloom.ts";

const project = temporaryProject({
  "hooks/right.js": `import { on, cancel, state } from "hookloom";
on("BeforeToolExecution", { match: { tool_name: "Bash" }, shadow: true }, async (ctx) => {
  await state.increment(ctx.data.tool_name.toUpperCase());
  return cancel(ctx.data.parameters?.command + "");
});
on("PreToolUse", (ctx) => { ctx.data.tool_input; });
on("acme:deploy", (ctx) => ctx.data.anything.at.all);`,
  "hooks/wrong.js": `import { on } from "hookloom";
on("BeforeToolExecution", (ctx) => { ctx.data.tool_name.nonsense(); });`,
  "hooks/jsconfig.json": `{"compilerOptions": {"checkJs": true, "noEmit": true, "strict": true, "target": "esnext", "module": "esnext", "types": []}, "include": ["*", ".stubs/*"]}`,
});
afterAll(() => project[Symbol.dispose]());
const read = (name: string): string => readFileSync(join(project.path, "hooks/.stubs", name), "utf8");

beforeAll(async () => {
  const { code, stdout } = await runHookloom(project.path, ["stubs"]);
  expect([code, stdout]).toEqual([0, expect.stringContaining("Wrote hooks/.stubs/hookloom.d.ts\n")]);
});

describe("the stub for JavaScript", () => {
  it("knows the fields of each point, under every name, and leaves points of one's own open", () => {
    const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
    const compile = () =>
      spawnSync(process.execPath, [join(typescript, "bin/tsc"), "-p", join(project.path, "hooks/jsconfig.json")], {
        encoding: "utf8",
      });
    const { stdout } = compile();
    expect(stdout.trim().split("\n")).toEqual([expect.stringMatching(/wrong\.js\(2,\d+\): error .*'nonsense' does not exist/)]);
  });
});

describe("the stubs for Lua and Python", () => {
  it("have every name of a point", () => {
    const [lua, python] = [read("hookloom.lua"), read("hookloom.pyi")];
    for (const name of KNOWN_NAMES.keys()) {
      expect(lua).toContain(`---@overload fun(point: "${name}", handler: `);
      expect(python).toContain(`Literal["${name}"]`);
    }
  });

  it("are read by their languages", { timeout: 60_000 }, async () => {
    const checks = {
      "lua.lua": `assert(load([==[${read("hookloom.lua")}]==]))`,
      "python.py": `import ast\nast.parse(${JSON.stringify(read("hookloom.pyi"))})`,
    };
    for (const [name, text] of Object.entries(checks)) writeFileSync(join(project.path, "hooks", name), text);
    const { code } = await runHookloom(project.path, ["check", "hooks/lua.lua", "hooks/python.py"]);
    expect(code).toBe(0);
  });
});
