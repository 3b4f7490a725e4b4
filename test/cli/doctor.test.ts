import { afterAll, describe, it } from "vitest";
import { LAYER_NAMES } from "../../src/sandbox/layers.ts";
import { runHookloom, temporaryProject } from "./hookloom.ts";

const project = temporaryProject({
  "needs.toml": '[sandbox]\nrequire = ["files"]\n',
  "wrong.toml": '[sandbox]\nrequire = ["moat"]\n',
});
afterAll(() => project[Symbol.dispose]());

describe("hookloom doctor", () => {
  it("says which languages work and which layers stand", async ({ expect }) => {
    const { code, stdout } = await runHookloom(project.path, ["doctor", "--json", "--config", "needs.toml"]);
    const report = JSON.parse(stdout) as {
      languages: { language: string; works: boolean }[];
      layers: { name: string; active: boolean }[];
    };
    expect(report.languages.map(({ language, works }) => [language, works])).toEqual([
      ["javascript", true],
      ["lua", true],
      ["python", true],
    ]);
    expect(report.layers.map(({ name }) => name)).toEqual(LAYER_NAMES);
    const inside = report.layers.filter(({ name }) => !["network", "limits", "memory"].includes(name));
    expect(inside.filter(({ active }) => !active)).toEqual([]);
    expect(code).toBe(0);
  });

  it("names the layers there are when the config requires another", async ({ expect }) => {
    const { code, stderr } = await runHookloom(project.path, ["doctor", "--config", "wrong.toml"]);
    expect(stderr).toContain("wrong.toml:2:");
    expect(stderr).toContain('"moat" is none');
    expect(code).toBe(1);
  });
});
