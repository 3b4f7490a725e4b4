// Boots wasmoon's Lua in an isolate that has no browser and no Node around it. Called by start.js, once. What it hands on
// are wasmoon's raw WebAssembly exports, because its own JavaScript layer costs several times what a whole call may cost.
(async function createEngine(openWasmoon, wasmBytes, memoryLimitMb) {
  "use strict";
  const LIBRARIES = ["base", "coroutine", "table", "string", "math", "utf8", "os", "debug"];
  const PAGE_BYTES = 65536;
  /** Past it an allocation fails and Lua answers "not enough memory". */
  const maxPages = (memoryLimitMb * 1024 * 1024) / PAGE_BYTES;

  const { Module, Instance, RuntimeError } = WebAssembly;
  let lua;

  /** An isolate never settles WebAssembly's own promises, so compiling is synchronous and answers a bare thenable. */
  function instantiate(bytes, imports) {
    const module = new Module(bytes);
    const instance = new Instance(module, imports);
    lua = instance.exports;
    capMemory(lua.memory);
    return { then: (resolve) => resolve({ module, instance }) };
  }

  function capMemory(memory) {
    const grow = memory.grow;
    memory.grow = (pages) => {
      if (memory.buffer.byteLength / PAGE_BYTES + pages > maxPages) throw new RangeError("the script's memory is used up");
      return grow.call(memory, pages);
    };
  }

  const address = "https://hookloom.invalid/";
  const wasmoon = {};
  const ignore = () => undefined;
  openWasmoon({
    exports: wasmoon,
    module: { exports: wasmoon },
    window: {},
    document: { currentScript: { src: address } },
    location: { href: address },
    console: { log: ignore, warn: ignore, error: ignore },
    fetch: async () => ({ ok: true, arrayBuffer: async () => new Uint8Array(wasmBytes) }),
    WebAssembly: { Module, Instance, RuntimeError, instantiate },
  });

  const { module } = await wasmoon.LuaWasm.initialize(`${address}glue.wasm`);
  const state = lua.luaL_newstate();
  for (const library of LIBRARIES) {
    const name = module.stringToNewUTF8(library === "base" ? "_G" : library);
    const opener = module.addFunction(lua[`luaopen_${library}`], "ii");
    lua.luaL_requiref(state, name, opener, 1);
    lua.lua_settop(state, 0);
    lua.free(name);
  }

  return { lua, state, addFunction: (handle) => module.addFunction(handle, "ii") };
});
