// Brings text into Lua's memory as UTF-8, through one buffer that is used again and again. Called by start.js for its own
// chunks, by entry.js for what the host says, and by host-functions.js for what Lua functions answer.
(function createTextBuffer(Fault, engine) {
  "use strict";
  const { lua } = engine;
  const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
  const USUAL_BYTES = 64 * 1024;
  const REPLACEMENT = 0xfffd;

  let pointer = lua.malloc(USUAL_BYTES);
  let capacity = USUAL_BYTES;

  /** Makes room for a text of any content, and gives back what an unusually large text had needed. */
  function reserve(needed) {
    if (needed <= capacity && (capacity === USUAL_BYTES || needed > USUAL_BYTES)) return;
    const wanted = needed > USUAL_BYTES ? needed : USUAL_BYTES;
    const moved = lua.realloc(pointer, wanted);
    if (moved === 0) throw new Fault("not enough memory");
    pointer = moved;
    capacity = wanted;
  }

  /** Bytes a text can take: cheaply for a usual one, exactly for a large one. */
  function bytesFor(text) {
    const units = text.length;
    if (units * 3 < USUAL_BYTES) return units * 3;
    let length = 0;
    for (let index = 0; index < units; index += 1) {
      const code = charCodeAt(text, index);
      length += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
    return length;
  }

  /** Writes a text and a zero byte after it; answers its length in bytes. Half a surrogate pair becomes U+FFFD. */
  function write(text) {
    const units = text.length;
    reserve(bytesFor(text) + 1);
    const bytes = new Uint8Array(lua.memory.buffer, pointer, capacity);
    let at = 0;
    for (let index = 0; index < units; index += 1) {
      let code = charCodeAt(text, index);
      if (code < 0x80) {
        bytes[at++] = code;
        continue;
      }
      if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
        continue;
      }
      if ((code & 0xf800) === 0xd800) {
        const low = code < 0xdc00 && index + 1 < units ? charCodeAt(text, index + 1) : 0;
        if ((low & 0xfc00) === 0xdc00) {
          index += 1;
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
          bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
          bytes[at++] = 0x80 | (code & 0x3f);
          continue;
        }
        code = REPLACEMENT;
      }
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[at++] = 0x80 | (code & 0x3f);
    }
    bytes[at] = 0;
    return at;
  }

  /** Puts a text on a Lua stack. */
  function push(state, text) {
    const length = write(text);
    lua.lua_pushlstring(state, pointer, length);
  }

  return { write, push, start: () => pointer };
});
