// Turns Lua values into JSON text with the C API's raw access, so that no metamethod of the script runs and no replaced
// global is met. Called by host-functions.js.
(function createEncoder(Fault, engine, arrayMarkerPointer) {
  "use strict";
  const { lua } = engine;
  const { lua_type, lua_toboolean, lua_tolstring, lua_tonumberx, lua_tointegerx, lua_isinteger, lua_touserdata } = lua;
  const { lua_next, lua_pushnil, lua_settop, lua_rawlen, lua_rawgeti, lua_checkstack, lua_getmetatable, lua_topointer } = lua;
  const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
  const fromCharCode = String.fromCharCode;
  const apply = Reflect.apply;
  const subarray = Function.prototype.call.bind(Uint16Array.prototype.subarray);
  const set = Function.prototype.call.bind(Uint16Array.prototype.set);
  const { isFinite, isSafeInteger } = Number;
  const NativeBigInt = BigInt;
  const NativeNumber = Number;

  const MAX_DEPTH = 64;
  const MAX_LENGTH = 1024 * 1024;
  const USUAL_UNITS = 4096;
  const CHUNK_UNITS = 8192;
  const [NIL, BOOLEAN, LIGHT_USERDATA, NUMBER, STRING, TABLE] = [0, 1, 2, 3, 4, 5];
  const NAMES = ["nil", "a boolean", "a userdata", "a number", "a string", "a table", "a function", "a userdata", "a coroutine"];
  const LETTERS = { 8: "b", 9: "t", 10: "n", 12: "f", 13: "r", 34: '"', 92: "\\" };

  const lengthPointer = lua.malloc(4);
  let bytes = new Uint8Array(0);
  let words = new Uint32Array(0);
  let out = new Uint16Array(USUAL_UNITS);
  let used = 0;
  let state = 0;
  /** Where in `out` each enclosing key was written, or its index in an array as a negative number. */
  const keyStarts = [];
  const keyEnds = [];

  function begin(luaState) {
    state = luaState;
    used = 0;
    if (out.length > CHUNK_UNITS * 8) out = new Uint16Array(USUAL_UNITS);
    if (bytes.length === 0) refresh();
  }

  /** Memory that grew has a new buffer, and the old views are empty from then on. */
  function refresh() {
    bytes = new Uint8Array(lua.memory.buffer);
    words = new Uint32Array(lua.memory.buffer);
  }

  function finish() {
    if (used <= CHUNK_UNITS) return apply(fromCharCode, undefined, subarray(out, 0, used));
    let text = "";
    for (let from = 0; from < used; from += CHUNK_UNITS) {
      text += apply(fromCharCode, undefined, subarray(out, from, from + CHUNK_UNITS < used ? from + CHUNK_UNITS : used));
    }
    return text;
  }

  /** One more than the limit, for the tag of a reply. */
  function assertLength() {
    if (used > MAX_LENGTH + 1) throw new Fault(`it is longer than ${MAX_LENGTH} characters of JSON`);
  }

  function reserve(units) {
    assertLength();
    if (used + units <= out.length) return;
    const larger = new Uint16Array((used + units) * 2);
    set(larger, subarray(out, 0, used));
    out = larger;
  }

  function putAscii(text) {
    reserve(text.length);
    for (let index = 0; index < text.length; index += 1) out[used++] = charCodeAt(text, index);
  }

  function putUnit(unit) {
    if (used === out.length) reserve(1);
    out[used++] = unit;
  }

  /** The string at a stack index, as UTF-16; with `escaped`, as JSON wants it between quotes. */
  function putString(index, escaped, maxBytes) {
    let at = lua_tolstring(state, index, lengthPointer);
    let length = words[lengthPointer >> 2];
    if (length > maxBytes) length = maxBytes;
    if (escaped && length > MAX_LENGTH * 3) throw new Fault(`it is longer than ${MAX_LENGTH} characters of JSON`);
    reserve(length);
    const end = at + length;
    while (at < end) {
      const byte = bytes[at];
      if (byte >= 0x80) {
        at = putCodePoint(at, end);
        continue;
      }
      if (escaped && (byte < 0x20 || byte === 0x22 || byte === 0x5c)) putEscape(byte, end - at);
      else out[used++] = byte;
      at += 1;
    }
  }

  function putEscape(byte, remaining) {
    reserve(remaining + 6);
    const letter = LETTERS[byte];
    putAscii(letter === undefined ? (byte < 16 ? "\\u000" : "\\u001") : "\\");
    out[used++] = letter === undefined ? charCodeAt("0123456789abcdef", byte & 15) : charCodeAt(letter, 0);
  }

  /** Takes one UTF-8 sequence; a byte that begins none becomes U+FFFD. */
  function putCodePoint(at, end) {
    const first = bytes[at];
    const extra = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xc2 && first < 0xe0 ? 1 : 0;
    let code = first & (0x3f >> extra);
    let valid = extra > 0 && at + extra < end;
    for (let index = 1; valid && index <= extra; index += 1) {
      valid = (bytes[at + index] & 0xc0) === 0x80;
      code = (code << 6) | (bytes[at + index] & 0x3f);
    }
    if (valid && extra === 2) valid = code >= 0x800 && (code & 0xf800) !== 0xd800;
    if (valid && extra === 3) valid = code >= 0x10000 && code <= 0x10ffff;
    if (!valid) {
      out[used++] = 0xfffd;
      return at + 1;
    }
    if (code >= 0x10000) {
      out[used++] = 0xd7c0 + (code >> 10);
      out[used++] = 0xdc00 | (code & 0x3ff);
    } else out[used++] = code;
    return at + extra + 1;
  }

  function putNumber(depth) {
    const number = lua_tonumberx(state, -1, 0);
    if (!isFinite(number)) throw new Fault(`${number === number ? "an infinite number" : "NaN"} cannot become JSON`, depth);
    if (!isSafeInteger(number) && lua_isinteger(state, -1) !== 0) putAscii(`${lua_tointegerx(state, -1, 0)}`);
    else putAscii(`${number}`);
  }

  /** Writes the value on top of the stack and leaves it there. */
  function putValue(depth) {
    const type = lua_type(state, -1);
    if (type === STRING) {
      putUnit(0x22);
      putString(-1, true, Infinity);
      putUnit(0x22);
    } else if (type === TABLE) putTable(depth);
    else if (type === NUMBER) putNumber(depth);
    else if (type === BOOLEAN) putAscii(lua_toboolean(state, -1) === 0 ? "false" : "true");
    else if (type === NIL || (type === LIGHT_USERDATA && lua_touserdata(state, -1) === 0)) putAscii("null");
    else throw new Fault(`${NAMES[type]} cannot become JSON`, depth);
  }

  function putTable(depth) {
    if (depth > MAX_DEPTH) throw new Fault(`it is nested deeper than ${MAX_DEPTH} levels, or refers to itself`);
    if (lua_checkstack(state, 6) === 0) throw new Fault("not enough memory");
    if (bytes.length === 0) refresh();
    const marked = isMarkedArray();
    lua_pushnil(state);
    if (lua_next(state, -2) === 0) return putAscii(marked ? "[]" : "{}");
    const isArray = marked || lua_type(state, -2) === NUMBER;
    if (!isArray) return putObject(depth);
    lua_settop(state, -3);
    putArray(depth);
  }

  function isMarkedArray() {
    if (lua_getmetatable(state, -1) === 0) return false;
    const marked = lua_topointer(state, -1) === arrayMarkerPointer;
    lua_settop(state, -2);
    return marked;
  }

  /** Goes on from the first pair, which is on the stack. */
  function putObject(depth) {
    putUnit(0x7b);
    do {
      if (lua_type(state, -2) !== STRING) throw new Fault(keyProblem(lua_type(state, -2)), depth);
      putUnit(0x22);
      keyStarts[depth] = used;
      putString(-2, true, Infinity);
      keyEnds[depth] = used;
      putUnit(0x22);
      putUnit(0x3a);
      putValue(depth + 1);
      putUnit(0x2c);
      lua_settop(state, -2);
    } while (lua_next(state, -2) !== 0);
    out[used - 1] = 0x7d;
  }

  function putArray(depth) {
    const length = NativeNumber(lua_rawlen(state, -1));
    assertSequence(length, depth);
    putUnit(0x5b);
    for (let index = 1; index <= length; index += 1) {
      keyStarts[depth] = -index;
      lua_rawgeti(state, -1, NativeBigInt(index));
      putValue(depth + 1);
      putUnit(0x2c);
      lua_settop(state, -2);
    }
    out[used - 1] = 0x5d;
  }

  function assertSequence(length, depth) {
    let count = 0;
    lua_pushnil(state);
    while (lua_next(state, -2) !== 0) {
      const type = lua_type(state, -2);
      if (type !== NUMBER) throw new Fault(keyProblem(type), depth);
      count += 1;
      lua_settop(state, -2);
    }
    // `length` is a border, and each of its places is filled exactly when there are no other keys.
    for (let index = 1; index <= length && count >= 0; index += 1) {
      if (lua_rawgeti(state, -1, NativeBigInt(index)) === NIL) count = -1;
      lua_settop(state, -2);
    }
    if (count !== length) throw new Fault("its number keys are not 1, 2, 3 … without a gap (hookloom.null fills a gap)", depth);
  }

  function keyProblem(type) {
    if (type === STRING || type === NUMBER) return "a table with both text and number keys cannot become JSON";
    return `${NAMES[type]} cannot be a key in JSON`;
  }

  /** `data.list[2]: a function cannot become JSON`. */
  function describe(fault) {
    let path = "";
    for (let depth = 0; depth < fault.depth; depth += 1) {
      const start = keyStarts[depth];
      if (start < 0) path += `[${-start}]`;
      else path += (path === "" ? "" : ".") + apply(fromCharCode, undefined, subarray(out, start, keyEnds[depth]));
    }
    return path === "" ? fault.message : `${path}: ${fault.message}`;
  }

  /** The string at a stack index, for messages. */
  function read(luaState, index) {
    if (lua_type(luaState, index) !== STRING) return "an error that is no text";
    begin(luaState);
    putString(index, false, MAX_LENGTH);
    return finish();
  }

  return { begin, finish, putString, putValue, assertLength, read, describe };
});
