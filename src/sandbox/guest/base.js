// Runs inside every isolate before anything else, as a classic script whose value is this function. It captures the
// primordials that guest code needs, so that a script which replaces `JSON.stringify` or `Array.prototype.push` changes
// only itself. Every bridge's glue is built on what it returns.
(function createGuestBase(logBuffer, eventBuffer) {
  "use strict";
  const { stringify, parse } = JSON;
  const logs = new Uint16Array(logBuffer);
  const events = new Uint16Array(eventBuffer);
  const charCodeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
  const slice = Function.prototype.call.bind(String.prototype.slice);
  const isArray = Array.isArray;
  const ownKeys = Object.keys;
  const isFinite = Number.isFinite;

  const MAX_LOG_LINE = 4096;
  const MAX_EVENT = 16 * 1024;
  const EVENT_TYPE = /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/;
  const test = Function.prototype.call.bind(RegExp.prototype.test);
  const MAX_DEPTH = 64;
  const MAX_REPLY = 1024 * 1024;

  /** Appends a text to a shared buffer, or counts it as dropped when it does not fit. */
  function append(units, level, text, length) {
    const at = units[0];
    if (at + 2 + length > units.length) {
      if (units[1] < 0xffff) units[1] += 1;
      return;
    }
    units[at] = level;
    units[at + 1] = length;
    for (let index = 0; index < length; index += 1) units[at + 2 + index] = charCodeAt(text, index);
    units[0] = at + 2 + length;
  }

  /** Appends a line to the shared log buffer. Levels: 0 debug … 3 error. */
  function writeLog(level, text) {
    append(logs, level, text, text.length > MAX_LOG_LINE ? MAX_LOG_LINE : text.length);
  }

  /** Hands an event to the host, its data as JSON text; answers what is wrong with it, or `undefined`. */
  function writeEvent(type, dataText) {
    if (typeof type !== "string" || !test(EVENT_TYPE, type)) {
      return 'the type of an event is dotted lower case, such as "spend.limit_reached"';
    }
    const text = `{"type":"${type}","data":${dataText}}`;
    if (text.length > MAX_EVENT) return `the event is ${text.length} characters of JSON; at most ${MAX_EVENT} are accepted`;
    append(events, 0, text, text.length);
    return undefined;
  }

  /** Throws when JSON could not carry a value as it is: too deep, cyclic, or holding functions, NaN and their like. */
  function assertJson(value, depth, path) {
    const type = typeof value;
    if (type === "function" || type === "symbol" || type === "bigint")
      throw new TypeError(`${path} is a ${type}, which JSON cannot carry`);
    if (type === "number" && !isFinite(value)) throw new TypeError(`${path} is ${value}, which JSON cannot carry`);
    if (type !== "object" || value === null) return;
    if (depth > MAX_DEPTH) throw new RangeError(`the result is nested deeper than ${MAX_DEPTH} levels, or refers to itself`);
    if (isArray(value)) {
      for (let index = 0; index < value.length; index += 1) assertJson(value[index], depth + 1, `${path}[${index}]`);
    } else {
      const keys = ownKeys(value);
      for (let index = 0; index < keys.length; index += 1) assertJson(value[keys[index]], depth + 1, `${path}.${keys[index]}`);
    }
  }

  /** JSON text of a reply with its tag in front, refused when it is too large for the host to accept. */
  function reply(tag, value) {
    const text = stringify(value);
    if (text.length > MAX_REPLY) {
      return errorReply("result", `the result is ${text.length} characters of JSON; at most ${MAX_REPLY} are accepted`);
    }
    return tag + text;
  }

  /** An `E` reply; the message is cut so that it always fits. */
  function errorReply(kind, message, place) {
    return "E" + stringify({ kind, message: slice(`${message}`, 0, 2000), ...place });
  }

  return { writeLog, writeEvent, assertJson, reply, errorReply, stringify, parse };
});
