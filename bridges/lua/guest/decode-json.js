// Turns the JSON text in the text buffer into Lua values, straight through the C API: strings are pushed from where they
// lie, so nothing is built in JavaScript first. Called by host-functions.js.
(function createDecoder(Fault, engine, textBuffer, arrayMarkerReference) {
  "use strict";
  const { lua } = engine;
  const { lua_pushlstring, lua_pushinteger, lua_pushnumber, lua_pushboolean, lua_pushlightuserdata } = lua;
  const { lua_createtable, lua_rawset, lua_rawseti, lua_rawgeti, lua_setmetatable, lua_checkstack } = lua;
  const fromCharCode = String.fromCharCode;
  const NativeBigInt = BigInt;
  const REGISTRY = -1001000;
  const MAX_DEPTH = 1000;
  const MAX_SAFE_DIGITS = 15;
  const MAX_INTEGER = 2n ** 63n - 1n;
  const MIN_INTEGER = -(2n ** 63n);
  /** Fields of an envelope, so that its table is made in the right size at once. */
  const ENVELOPE_FIELDS = 8;

  let bytes = new Uint8Array(0);
  let at = 0;
  let state = 0;

  /** Memory that grew has a new buffer, and the old view is empty from then on. */
  function refresh() {
    bytes = new Uint8Array(lua.memory.buffer);
  }

  function malformed() {
    return new Fault(`the host sent JSON that is malformed at byte ${at - textBuffer.start()}`);
  }

  function skipSpace() {
    let byte = bytes[at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at];
    return byte;
  }

  function pushValue(depth) {
    switch (skipSpace()) {
      case 0x22:
        return pushString();
      case 0x7b:
        return pushObject(depth);
      case 0x5b:
        return pushArray(depth);
      case 0x74:
        at += 4;
        return lua_pushboolean(state, 1);
      case 0x66:
        at += 5;
        return lua_pushboolean(state, 0);
      case 0x6e:
        at += 4;
        return lua_pushlightuserdata(state, 0);
      default:
        return pushNumber();
    }
  }

  function pushString() {
    const start = at + 1;
    let end = start;
    let byte = bytes[end];
    while (byte !== 0x22 && byte !== 0x5c && byte >= 0x20) byte = bytes[++end];
    if (byte !== 0x22) {
      at = end;
      return pushEscapedString(start);
    }
    at = end + 1;
    lua_pushlstring(state, start, end - start);
    if (bytes.length === 0) refresh();
  }

  /** Unescapes in place from `at` on: the text can only become shorter. */
  function pushEscapedString(start) {
    let end = at;
    for (;;) {
      const byte = bytes[at++];
      if (byte === 0x22) break;
      if (byte < 0x20 || byte === undefined) throw malformed();
      end = byte === 0x5c ? unescapeInto(end) : putByte(end, byte);
    }
    lua_pushlstring(state, start, end - start);
    if (bytes.length === 0) refresh();
  }

  function putByte(end, byte) {
    bytes[end] = byte;
    return end + 1;
  }

  function unescapeInto(end) {
    const letter = bytes[at++];
    switch (letter) {
      case 0x6e:
        return putByte(end, 0x0a);
      case 0x74:
        return putByte(end, 0x09);
      case 0x72:
        return putByte(end, 0x0d);
      case 0x62:
        return putByte(end, 0x08);
      case 0x66:
        return putByte(end, 0x0c);
      case 0x75:
        return putCodePoint(end, takeCodePoint());
      default:
        return putByte(end, letter);
    }
  }

  function takeHex() {
    let code = 0;
    for (let index = 0; index < 4; index += 1) {
      const byte = bytes[at++];
      const digit = byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
      if (!(digit >= 0 && digit < 16)) throw malformed();
      code = (code << 4) | digit;
    }
    return code;
  }

  function takeCodePoint() {
    const code = takeHex();
    if ((code & 0xf800) !== 0xd800) return code;
    if (code < 0xdc00 && bytes[at] === 0x5c && bytes[at + 1] === 0x75) {
      const before = at;
      at += 2;
      const low = takeHex();
      if ((low & 0xfc00) === 0xdc00) return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at = before;
    }
    return 0xfffd;
  }

  function putCodePoint(end, code) {
    if (code < 0x80) return putByte(end, code);
    if (code < 0x800) return putByte(putByte(end, 0xc0 | (code >> 6)), 0x80 | (code & 0x3f));
    const last = (next) => putByte(putByte(next, 0x80 | ((code >> 6) & 0x3f)), 0x80 | (code & 0x3f));
    if (code < 0x10000) return last(putByte(end, 0xe0 | (code >> 12)));
    return last(putByte(putByte(end, 0xf0 | (code >> 18)), 0x80 | ((code >> 12) & 0x3f)));
  }

  function pushNumber() {
    const start = at;
    let byte = bytes[at];
    const negative = byte === 0x2d;
    if (negative) byte = bytes[++at];
    let integer = 0;
    const firstDigit = at;
    while (byte >= 0x30 && byte <= 0x39) {
      integer = integer * 10 + (byte - 0x30);
      byte = bytes[++at];
    }
    if (at === firstDigit) throw malformed();
    const isFloat = byte === 0x2e || byte === 0x65 || byte === 0x45;
    if (!isFloat && at - firstDigit <= MAX_SAFE_DIGITS)
      return lua_pushinteger(state, NativeBigInt(negative ? -integer : integer));
    while ((byte >= 0x30 && byte <= 0x39) || byte === 0x2e || (byte | 0x20) === 0x65 || byte === 0x2b || byte === 0x2d) {
      byte = bytes[++at];
    }
    let text = "";
    for (let index = start; index < at; index += 1) text += fromCharCode(bytes[index]);
    const large = isFloat ? undefined : NativeBigInt(text);
    if (large !== undefined && large <= MAX_INTEGER && large >= MIN_INTEGER) return lua_pushinteger(state, large);
    lua_pushnumber(state, +text);
  }

  function openTable(depth, elements, fields) {
    if (depth > MAX_DEPTH) throw new Fault(`the host sent JSON nested deeper than ${MAX_DEPTH} levels`);
    if (lua_checkstack(state, 4) === 0) throw new Fault("not enough memory");
    lua_createtable(state, elements, fields);
    if (bytes.length === 0) refresh();
    at += 1;
    return skipSpace();
  }

  function pushObject(depth) {
    let byte = openTable(depth, 0, depth === 0 ? ENVELOPE_FIELDS : 2);
    while (byte !== 0x7d) {
      if (byte !== 0x22) throw malformed();
      pushString();
      if (skipSpace() !== 0x3a) throw malformed();
      at += 1;
      pushValue(depth + 1);
      lua_rawset(state, -3);
      if (bytes.length === 0) refresh();
      byte = skipSpace();
      if (byte === 0x2c) {
        at += 1;
        byte = skipSpace();
      } else if (byte !== 0x7d) throw malformed();
    }
    at += 1;
  }

  function pushArray(depth) {
    let byte = openTable(depth, 0, 0);
    lua_rawgeti(state, REGISTRY, arrayMarkerReference);
    lua_setmetatable(state, -2);
    for (let index = 1n; byte !== 0x5d; index += 1n) {
      pushValue(depth + 1);
      lua_rawseti(state, -2, index);
      if (bytes.length === 0) refresh();
      byte = skipSpace();
      if (byte === 0x2c) at += 1;
      else if (byte !== 0x5d) throw malformed();
    }
    at += 1;
  }

  /** Pushes the text buffer's content as a Lua value. */
  return function decode(luaState) {
    state = luaState;
    refresh();
    at = textBuffer.start();
    pushValue(0);
  };
});
