// The way from the runner into Python and back: texts cross by CPython's C API, without a proxy object on either side, which
// is what makes a call cheap. Called by boot.js; what it returns is the one function the runner enters.
(function createEntry(python, base, dispatcher) {
  "use strict";
  const { errorReply } = base;
  const MAX_REPLY = 1024 * 1024;
  const CHUNK = 8192;
  const { fromCharCode } = String;

  const surrogatePass = python.stringToNewUTF8("surrogatepass");
  // The arguments of the dispatcher's call, and two cells that C functions write results into.
  const argumentsPointer = python._malloc(12);
  const orderPointer = python._malloc(4);
  const lengthPointer = python._malloc(4);
  let textPointer = 0;
  let textCapacity = 0;
  let torn = false;

  /** A new Python string. Answers 0 when there is no memory for it. */
  function toPython(text) {
    const { length } = text;
    if (length > textCapacity) {
      python._free(textPointer);
      textCapacity = Math.max(4096, length);
      textPointer = python._malloc(2 * textCapacity);
      if (textPointer === 0) textCapacity = 0;
      if (textPointer === 0) return 0;
    }
    const bytes = python.HEAPU8;
    let seen = 0;
    for (let index = 0; index < length; index += 1) {
      const unit = text.charCodeAt(index);
      seen |= unit;
      bytes[textPointer + index] = unit;
    }
    return seen < 0x100 ? python._PyUnicode_FromKindAndData(1, textPointer, length) : decodeUnits(text);
  }

  function decodeUnits(text) {
    const units = python.HEAPU16;
    const start = textPointer >>> 1;
    for (let index = 0; index < text.length; index += 1) units[start + index] = text.charCodeAt(index);
    // Little-endian: without saying so, a leading U+FEFF would be taken for a byte order mark.
    python.HEAP32[orderPointer >>> 2] = -1;
    return python._PyUnicode_DecodeUTF16(textPointer, 2 * text.length, surrogatePass, orderPointer);
  }

  /** The text of a Python string. Replies are ASCII, so its bytes are its characters. */
  function fromPython(pointer) {
    const start = python._PyUnicode_AsUTF8AndSize(pointer, lengthPointer);
    const length = python.HEAPU32[lengthPointer >>> 2];
    if (start === 0) return errorReply("exception", "the reply is no text");
    if (length > MAX_REPLY) {
      return errorReply("result", `the result is ${length} characters of JSON; at most ${MAX_REPLY} are accepted`);
    }
    let text = "";
    for (let at = start; at < start + length; at += CHUNK) {
      text += fromCharCode.apply(null, python.HEAPU8.subarray(at, Math.min(at + CHUNK, start + length)));
    }
    return text;
  }

  function callDispatcher(operation, handle, text) {
    const textObject = toPython(text);
    if (textObject === 0) return 0;
    const operationObject = python._PyLong_FromLong(operation);
    const handleObject = python._PyLong_FromLong(handle);
    const slot = argumentsPointer >>> 2;
    python.HEAPU32[slot] = operationObject;
    python.HEAPU32[slot + 1] = handleObject;
    python.HEAPU32[slot + 2] = textObject;
    const answer = python._PyObject_Vectorcall(dispatcher, argumentsPointer, 3, 0);
    python._Py_DecRef(textObject);
    python._Py_DecRef(operationObject);
    python._Py_DecRef(handleObject);
    return answer;
  }

  return function enter(operation, handle, text) {
    if (torn) throw new Error("the Python interpreter broke in an earlier call");
    // Whatever leaves Python as a JavaScript exception or a time-out has left its memory in an unknown state.
    torn = true;
    let answer;
    try {
      answer = callDispatcher(operation, handle, text);
    } catch (thrown) {
      throw thrown instanceof RangeError ? new Error("Python ended: too deep a recursion in its C code") : thrown;
    }
    let reply;
    if (answer === 0) {
      python._PyErr_Clear();
      reply = errorReply("exception", "MemoryError: not even the error could be described");
    } else {
      reply = fromPython(answer);
      python._Py_DecRef(answer);
    }
    torn = false;
    return reply;
  };
});
