// Puts the parts together in a fresh isolate and answers the function the runner enters, and the one that measures. Called by
// bridge.ts, which passes the other files of this folder. Nothing it makes is a global.
(async function start(parts, base, wasmBytes, memoryLimitMb) {
  "use strict";
  const REGISTRY = -1001000;
  const engine = await parts.createEngine(parts.openWasmoon, wasmBytes, memoryLimitMb);
  const { lua, state } = engine;
  delete globalThis.WebAssembly;

  const textBuffer = parts.createTextBuffer(parts.Fault, engine);

  lua.lua_createtable(state, 0, 1);
  const arrayMarkerPointer = lua.lua_topointer(state, -1);
  const arrayMarkerReference = BigInt(lua.luaL_ref(state, REGISTRY));

  const decode = parts.createDecoder(parts.Fault, engine, textBuffer, arrayMarkerReference);
  const encoder = parts.createEncoder(parts.Fault, engine, arrayMarkerPointer);
  const host = parts.createHostFunctions(parts.Fault, engine, textBuffer, decode, encoder, base);

  /** Runs one of our Lua files with what `pushArguments` pushed; its results stay on the stack. */
  function run(source, argumentCount, resultCount) {
    const length = textBuffer.write(source);
    const name = lua.malloc(16);
    new Uint8Array(lua.memory.buffer, name).set([0x3d, 0x68, 0x6f, 0x6f, 0x6b, 0x6c, 0x6f, 0x6f, 0x6d, 0]);
    const failed = lua.luaL_loadbufferx(state, textBuffer.start(), length, name, 0);
    lua.free(name);
    if (failed === 0) {
      if (argumentCount > 0) lua.lua_rotate(state, -1 - argumentCount, 1);
      if (lua.lua_pcallk(state, argumentCount, resultCount, 0, 0, 0) === 0) return;
    }
    throw new Error(`the Lua prelude failed: ${encoder.read(state, -1)}`);
  }

  const randomSeed = () => BigInt(Math.floor(Math.random() * 2 ** 52));
  lua.lua_pushcclosure(state, host.log, 0);
  lua.lua_pushinteger(state, randomSeed());
  lua.lua_pushinteger(state, randomSeed());
  run(parts.globalsSource, 3, 1);
  for (const handle of [host.decode, host.answer, host.show, host.log, host.publish]) lua.lua_pushcclosure(state, handle, 0);
  lua.lua_rawgeti(state, REGISTRY, arrayMarkerReference);
  lua.lua_pushlightuserdata(state, 0);
  run(parts.faultsSource, 0, 1);
  run(parts.hostApiSource, 0, 1);
  run(parts.resultsSource, 0, 1);
  const OPERATIONS = 7;
  run(parts.preludeSource, 11, OPERATIONS);
  const entries = [];
  for (let operation = OPERATIONS - 1; operation >= 0; operation -= 1) entries[operation] = BigInt(lua.luaL_ref(state, REGISTRY));

  const enter = parts.createEntry(parts.Fault, engine, textBuffer, host, encoder, base, entries);
  return { enter, engineBytes: () => lua.memory.buffer.byteLength };
});
