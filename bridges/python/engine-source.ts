// Turns Pyodide's engine module into a script whose value is a function of the environment it shall run in, so that it
// touches no global of the isolate. Called by bridge.ts. Each edit must find its place: another Pyodide may need another edit.

/** Part of the snapshot's key: the edits decide the order of the function table, which snapshots refer to. */
export const ENGINE_EDITS = 1;

const GLOBALS = "WebAssembly, crypto, performance, console, setTimeout, clearTimeout";

const EDITS: readonly (readonly [from: string, to: string])[] = [
  // In parentheses V8 compiles it at once, and its bytecode gets into the code cache.
  ["async function _createPyodideModule(", `const { ${GLOBALS} } = globalThis; return (async function createModule(`],
  ["export default _createPyodideModule;", ")"],
  ["import.meta.url", JSON.stringify("file:///python")],
  // Entering all 8000 exported functions into the function table serves side modules, and there are none.
  ["updateGOT(origExports)", "updateGOT(Object.fromEntries(Object.entries(origExports).filter(([name]) => name in GOT)))"],
];

/** The engine as an expression of JavaScript. */
export function defineEngineSource(module: string): string {
  let source = module;
  for (const [from, to] of EDITS) {
    if (!source.includes(from)) throw new Error(`this Pyodide is not supported: its engine has no ${JSON.stringify(from)}`);
    source = source.replaceAll(from, () => to);
  }
  return `(function defineEngine(globalThis) { ${source.trim()} })`;
}
