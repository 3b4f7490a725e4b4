// What the benchmark needs to know of each language: its script, its bare engine, its process per event, its targets.

import { createRequire } from "node:module";
import { nanosecondsPerCall } from "./measure.ts";

export interface BenchLanguage {
  readonly name: string;
  readonly title: string;
  readonly extension: string;
  /** A hook that cancels "shutdown" with the given reason. */
  guard(reason: string): string;
  readonly engine: string;
  /** Microseconds per call of the same decision in the bare engine, in this process, event given as JSON text. */
  engineUs(event: string): Promise<number>;
  /** Decides one event from standard input in a process of its own. */
  readonly command: readonly string[];
  readonly targets: {
    readonly p50Us: number;
    readonly rate: number;
    readonly startMs: number;
    readonly reloadMs: number;
    readonly memoryMb: number;
    /** Against a process per event. */
    readonly ratio?: number;
    /** Ten hooks at one point against one. */
    readonly rowOfTen?: number;
  };
}

const require = createRequire(import.meta.url);
const COUNT = 20_000;

export const LANGUAGES: Readonly<Record<string, BenchLanguage>> = {
  javascript: {
    name: "javascript",
    title: "JavaScript",
    extension: ".js",
    guard: (reason) => `import { on, cancel } from "hookloom";
on("BeforeToolExecution", (ctx) => {
  if (ctx.data.parameters.command.includes("shutdown")) return cancel("${reason}");
});`,
    engine: "isolated-vm",
    async engineUs(event) {
      const ivm = require("isolated-vm") as typeof import("isolated-vm");
      const isolate = new ivm.Isolate();
      const decide = isolate
        .createContextSync()
        .evalSync(`(text) => (JSON.parse(text).parameters.command.includes("shutdown") ? "cancel" : "")`, { reference: true });
      return nanosecondsPerCall(() => decide.applySync(undefined, [event]), COUNT) / 1000;
    },
    command: [
      "node",
      "-e",
      `let text = ""; process.stdin.on("data", (d) => (text += d)).on("end", () => process.stdout.write(JSON.parse(text).parameters.command.includes("shutdown") ? "cancel" : ""))`,
    ],
    targets: { p50Us: 100, rate: 80_000, startMs: 200, reloadMs: 150, memoryMb: 2, ratio: 100, rowOfTen: 2.5 },
  },
  lua: {
    name: "lua",
    title: "Lua",
    extension: ".lua",
    guard: (reason) => `local hookloom = require "hookloom"
hookloom.on("BeforeToolExecution", function(ctx)
  if ctx.data.parameters.command:find("shutdown", 1, true) then return hookloom.cancel("${reason}") end
end)`,
    engine: "wasmoon",
    async engineUs(event) {
      const { LuaFactory } = require("wasmoon") as typeof import("wasmoon");
      const lua = await new LuaFactory().createEngine();
      await lua.doString(`function decide(text) if text:find('"command":"[^"]*shutdown') then return "cancel" end return "" end`);
      const decide = lua.global.get("decide") as (text: string) => string;
      return nanosecondsPerCall(() => decide(event), COUNT) / 1000;
    },
    command: ["lua", "-e", `local t = io.read("a") io.write(t:find('"command":"[^"]*shutdown') and "cancel" or "")`],
    targets: { p50Us: 120, rate: 50_000, startMs: 200, reloadMs: 150, memoryMb: 6 },
  },
  python: {
    name: "python",
    title: "Python",
    extension: ".py",
    guard: (reason) => `from hookloom import on, cancel
@on("BeforeToolExecution")
def guard(ctx):
    if "shutdown" in ctx.data["parameters"]["command"]:
        return cancel("${reason}")
`,
    engine: "Pyodide",
    async engineUs(event) {
      const { loadPyodide } = (await import("pyodide")) as typeof import("pyodide");
      const python = await loadPyodide();
      python.runPython(`import json
def decide(text):
    return "cancel" if "shutdown" in json.loads(text)["parameters"]["command"] else ""`);
      const decide = python.globals.get("decide") as (text: string) => string;
      return nanosecondsPerCall(() => decide(event), COUNT) / 1000;
    },
    command: [
      "python3",
      "-c",
      `import json, sys; print("cancel" if "shutdown" in json.load(sys.stdin)["parameters"]["command"] else "")`,
    ],
    targets: { p50Us: 130, rate: 40_000, startMs: 900, reloadMs: 800, memoryMb: 45, ratio: 200 },
  },
};
