// What is a script's own mistake while it loads, and what is not.

import ivm from "isolated-vm";
import { expect, test } from "vitest";
import { loadModule, type ScriptModules } from "../../../bridges/javascript/load-module.ts";

async function createModules(): Promise<ScriptModules> {
  const isolate = new ivm.Isolate({ memoryLimit: 16 });
  const api = await isolate.compileModule("export const on = 1;");
  const internal = await isolate.compileModule("export const markLoaded = () => {};");
  return { isolate, context: await isolate.createContext(), api, internal };
}

test("a text that is no JavaScript is a syntax error of the script, with its place", async () => {
  const reply = await loadModule(await createModules(), { file: "a.js", source: "const a = 1;\nconst b = ;" }, 1000);
  expect(JSON.parse((reply as string).slice(1))).toMatchObject({ kind: "syntax", file: "a.js", line: 2 });
});

test("the end of its isolate is no mistake of the script, whether it is compiled or linked just then", async () => {
  for (const step of ["compileModule", "createContext"] as const) {
    const modules = await createModules();
    const loading = loadModule(modules, { file: "a.js", source: `import { on } from "hookloom"; on;` }, 1000);
    if (step === "createContext") await modules.isolate.compileModule("0;");
    modules.isolate.dispose();
    await expect(loading).rejects.toThrow(/disposed/i);
  }
});
