// The five functions that hookloom.lua is given, and all that Lua can reach of JavaScript: decode the host's text, answer
// the host, show a value as JSON, write a log line, and publish an event. Called by start.js.
(function createHostFunctions(Fault, engine, textBuffer, decode, encoder, base) {
  "use strict";
  const { lua, addFunction } = engine;
  const { begin, finish, putString, putValue, assertLength, describe } = encoder;
  /** A line is cut at 4096 characters, which are at most as many bytes. */
  const MAX_LOG_BYTES = 4096 * 4;
  const STRING = 4;

  let reply = "";

  /** A C function for Lua; a fault becomes a Lua error. What Lua itself throws passes through here and must go on. */
  function register(body) {
    return addFunction((state) => {
      let message;
      try {
        return body(state);
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown;
        message = thrown.message;
      }
      textBuffer.push(state, message);
      return lua.lua_error(state);
    });
  }

  /** Runs an encoding; answers what is wrong with the value, or `undefined`. */
  function faultOf(encoding) {
    try {
      encoding();
      return undefined;
    } catch (thrown) {
      if (thrown instanceof Fault) return describe(thrown);
      throw thrown;
    }
  }

  /** Encodes the argument at an index, the last one that counts. */
  function encodeArgument(state, index) {
    lua.lua_settop(state, index);
    putValue(0);
    assertLength();
  }

  function answer(state) {
    begin(state);
    const fault = faultOf(() => {
      putString(1, false, 1);
      encodeArgument(state, 2);
    });
    if (fault === undefined) {
      reply = finish();
      return 0;
    }
    textBuffer.push(state, fault);
    return 1;
  }

  function show(state) {
    begin(state);
    const fault = faultOf(() => encodeArgument(state, 1));
    if (fault === undefined) {
      textBuffer.push(state, finish());
      return 1;
    }
    lua.lua_pushnil(state);
    textBuffer.push(state, fault);
    return 2;
  }

  function log(state) {
    const level = lua.lua_tonumberx(state, 1, 0);
    const hasFields = lua.lua_type(state, 3) > 0;
    begin(state);
    putString(2, false, MAX_LOG_BYTES);
    const message = finish();
    if (!hasFields) {
      base.writeLog(level, message);
      return 0;
    }
    begin(state);
    const fault = faultOf(() => encodeArgument(state, 3));
    base.writeLog(level, fault === undefined ? `${message} ${finish()}` : `${message} (fields cannot be shown: ${fault})`);
    return 0;
  }

  /** Publishes an event of a type and a table; answers what is wrong with it, or nothing. */
  function publish(state) {
    const MAX_TYPE_BYTES = 4096;
    let problem = 'the type of an event is dotted lower case, such as "spend.limit_reached"';
    if (lua.lua_type(state, 1) === STRING) {
      begin(state);
      putString(1, false, MAX_TYPE_BYTES);
      const type = finish();
      begin(state);
      problem = faultOf(() => encodeArgument(state, 2));
      if (problem === undefined) {
        const data = finish();
        // An empty table is a list to the encoder, and the data of an event is an object.
        problem = base.writeEvent(type, data === "[]" ? "{}" : data);
      }
    }
    if (problem === undefined) return 0;
    textBuffer.push(state, problem);
    return 1;
  }

  return {
    decode: register((state) => (decode(state), 1)),
    answer: register(answer),
    show: register(show),
    log: register(log),
    publish: register(publish),
    /** The reply of the last entry; the next one begins empty. */
    takeReply() {
      const taken = reply;
      reply = "";
      return taken;
    },
  };
});
