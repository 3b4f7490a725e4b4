// The one function the runner enters, see src/sandbox/guest-protocol.ts. Each operation is a function of hookloom.lua,
// which answers through the host functions. Called by start.js.
(function createEntry(Fault, engine, textBuffer, host, encoder, base, operations) {
  "use strict";
  const { lua, state } = engine;
  const { lua_rawgeti, lua_pushnumber, lua_pcallk, lua_settop } = lua;
  const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
  const ERROR_TAG = 0x45;
  const REGISTRY = -1001000;
  const OUT_OF_MEMORY = 4;
  /** One more than those of the protocol: collects what a failed call left. */
  const TIDY = 6;

  /** Runs an operation; answers its reply. What it leaves on the stack is dropped. */
  function run(operation, handle) {
    lua_rawgeti(state, REGISTRY, operations[operation]);
    lua_pushnumber(state, handle);
    const status = lua_pcallk(state, 1, 0, 0, 0, 0);
    const reply = host.takeReply();
    if (status === 0) return reply;
    const message = status === OUT_OF_MEMORY ? "not enough memory" : encoder.read(state, -1);
    lua_settop(state, 0);
    return base.errorReply("exception", message);
  }

  return function enter(operation, handle, text) {
    try {
      textBuffer.write(text);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return base.errorReply("exception", thrown.message);
    }
    const reply = run(operation, handle);
    if (reply !== "" && charCodeAt(reply, 0) === ERROR_TAG) run(TIDY, 0);
    return reply;
  };
});
