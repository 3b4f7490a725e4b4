// `hookloom init`: a folder to begin with, in each language.

import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/runtime/config/load-config.ts";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({});
afterAll(() => project[Symbol.dispose]());

describe("hookloom init", () => {
  it("writes a config, a script that works, and what editors need, and says what to do next", async () => {
    const { code, stdout } = await runHookloom(project.path, ["init", "agent", "--language", "lua"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Wrote agent/hookloom.toml\nWrote agent/hooks/guard.lua\nWrote agent/hooks/.luarc.json\n");
    expect(stdout).toMatch(/\nNext:\n {2}cd agent\n {2}npx hookloom run .*\n {2}npx hookloom serve {4}# /);
    const agent = join(project.path, "agent");
    expect(loadConfig({ cwd: agent, env: {} }).scriptsDir).toBe(join(agent, "hooks"));
    expect(readdirSync(join(agent, "hooks/.stubs")).sort()).toEqual(["hookloom.d.ts", "hookloom.lua", "hookloom.pyi"]);
    const data = JSON.stringify({ tool_name: "Bash", parameters: { command: "shutdown now" } });
    const tried = await runHookloom(agent, ["run", "BeforeToolExecution", "--data", data]);
    expect(tried).toMatchObject({ code: 3, stdout: expect.stringContaining("shutting the machine down is not allowed") });
  });

  it("writes nothing where something is in the way, and says what", async () => {
    const agent = join(project.path, "agent");
    rmSync(join(agent, "hooks"), { recursive: true });
    const { code, stderr } = await runHookloom(project.path, ["init", "agent", "--language", "py"]);
    expect(code).toBe(1);
    expect(stderr).toContain("error: agent/hookloom.toml exists already, so nothing was written. [FILE_EXISTS]");
    expect(existsSync(join(agent, "hooks"))).toBe(false);
  });

  it("prints what it wrote as JSON, with the script in JavaScript unless another language is asked for", async () => {
    const { stdout } = await runHookloom(project.path, ["init", "--json"]);
    expect((JSON.parse(stdout) as { written: string[] }).written).toEqual(
      expect.arrayContaining(["hookloom.toml", "hooks/guard.js", "hooks/jsconfig.json", "hooks/.stubs/hookloom.d.ts"]),
    );
    expect(JSON.parse(readFileSync(join(project.path, "hooks/jsconfig.json"), "utf8"))).toMatchObject({
      include: ["*", ".stubs/*"],
    });
  });
});
