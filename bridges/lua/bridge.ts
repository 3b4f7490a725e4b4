// Lua in the runner: wasmoon's Lua 5.4 boots inside the isolate, from bytes that all isolates share. What runs in there is
// in `guest/`; this file only reads it and starts it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type ivm from "isolated-vm";
import type { BridgeOptions, Guest, GuestFunctions, IsolateRoom, LanguageBridge } from "../../src/sandbox/bridge.ts";
import { GuestOperation } from "../../src/sandbox/guest-protocol.ts";
import { readShared } from "../../src/sandbox/runner/read-shared.ts";

/** The name a file of `guest/` has in start.js. */
const JAVASCRIPT_PARTS = {
  Fault: "./guest/fault.js",
  createEngine: "./guest/engine.js",
  createTextBuffer: "./guest/text-buffer.js",
  createDecoder: "./guest/decode-json.js",
  createEncoder: "./guest/encode-json.js",
  createHostFunctions: "./guest/host-functions.js",
  createEntry: "./guest/entry.js",
};
const LUA_PARTS = {
  globalsSource: "./guest/globals.lua",
  faultsSource: "./guest/faults.lua",
  hostApiSource: "./guest/host-api.lua",
  resultsSource: "./guest/results.lua",
  preludeSource: "./guest/hookloom.lua",
};

/** What wasmoon's bundle takes for globals; engine.js supplies them. */
const WASMOON_GLOBALS = "exports, module, window, document, location, console, fetch, WebAssembly";

const bridge: LanguageBridge = {
  async open({ ivm: isolatedVm }: BridgeOptions) {
    const wasmoonPath = createRequire(import.meta.url).resolve("wasmoon");
    const closure = bootClosure(readFileSync(wasmoonPath, "utf8"));
    const luaSources = Object.values(LUA_PARTS).map(read);
    const wasmBytes = new isolatedVm.ExternalCopy(readShared(join(dirname(wasmoonPath), "glue.wasm")));
    return {
      boot: (room, timeoutMs) => boot(room, closure, [wasmBytes.copyInto(), room.memoryLimitMb, ...luaSources], timeoutMs),
    };
  },
};
export default bridge;

async function boot(
  { context, logBuffer, eventBuffer }: IsolateRoom,
  closure: string,
  files: readonly unknown[],
  timeoutMs: number,
): Promise<Guest> {
  const guest: ivm.Reference<GuestFunctions> = await context.evalClosure(
    closure,
    [logBuffer.copyInto(), eventBuffer.copyInto(), ...files],
    {
      filename: "hookloom",
      timeout: timeoutMs,
      result: { promise: true, reference: true },
    },
  );
  const enter = await guest.get("enter", { reference: true });
  return {
    enter,
    engineBytes: await guest.get("engineBytes", { reference: true }),
    load: (script, limitMs) => enter.apply(undefined, [GuestOperation.load, 0, JSON.stringify(script)], { timeout: limitMs }),
  };
}

/** The code that boots one isolate: a function body whose arguments are the two buffers, the wasm bytes, the memory limit, and the Lua files. */
function bootClosure(wasmoonSource: string): string {
  const parts = Object.entries(JAVASCRIPT_PARTS).map(([name, path]) => `${name}: ${readExpression(path)},`);
  const luaParts = Object.keys(LUA_PARTS).map((name, index) => `${name}: $${index + 4},`);
  const base = readExpression("../../src/sandbox/guest/base.js");
  return `const createGuestBase = ${base};
const start = ${readExpression("./guest/start.js")};
const parts = {
openWasmoon: function (globals) { const { ${WASMOON_GLOBALS} } = globals; ${wasmoonSource}
},
${[...parts, ...luaParts].join("\n")}
};
return start(parts, createGuestBase($0, $1), $2, $3);`;
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

/** A file whose only statement is an expression, as that expression. */
function readExpression(path: string): string {
  return read(path).trim().replace(/;$/, "");
}
