// Puts the parts together inside the isolate: environment, engine, snapshot, prelude, entry. Called by bridge.ts with the
// functions of the other files. Booting answers the entry function, or the snapshot's bytes when one is to be made.
(function defineBoot(parts) {
  "use strict";
  /** With 192 KiB, parsing and printing nested lists overflowed V8's default stack first. */
  const STACK_BYTES = 128 * 1024;
  const { createBase, createRandom, createEnvironment, defineEngine, startEngine, createSnapshots, createEntry } = parts;

  /** Runs Python code that is ours: it fails only when something is broken. */
  function run(python, code) {
    const pointer = python.stringToNewUTF8(code);
    const failed = python._PyRun_SimpleString(pointer) !== 0;
    python._free(pointer);
    if (failed) throw new Error("the Python prelude failed; the script's log says why");
  }

  /** The pointer of a function in one of the prelude's modules. */
  function find(python, module, name) {
    const modulePointer = python._PyImport_ImportModule(python.stringToNewUTF8(module));
    return python._PyObject_GetAttrString(modulePointer, python.stringToNewUTF8(name));
  }

  /** Imports the prelude from files that are gone afterwards. */
  function importPrelude(python, files) {
    python.FS.mkdir("/prelude");
    for (const [name, source] of files) python.FS.writeFile(`/prelude/${name}`, source);
    run(python, "import sys; sys.path.append('/prelude'); import hookloom_prelude; sys.path.remove('/prelude')");
    for (const [name] of files) python.FS.unlink(`/prelude/${name}`);
    python.FS.rmdir("/prelude");
  }

  /**
   * Log lines leave Python as writes to a device: the level's digit, then the text. A 4 is an event: its type, and its data
   * on the next line. Answers its file descriptor.
   */
  function openLog(python, { writeLog, writeEvent }) {
    const { FS, UTF8ArrayToString } = python;
    const device = FS.makedev(1, 11);
    const write = (_stream, _bytes, offset, length) => {
      const text = length > 1 ? UTF8ArrayToString(python.HEAPU8, offset + 1, length - 1, true) : "";
      const level = python.HEAPU8[offset] & 7;
      const end = text.indexOf("\n");
      if (level === 4 && end > 0) writeEvent(text.slice(0, end), text.slice(end + 1));
      else writeLog(level & 3, text);
      return length;
    };
    FS.registerDevice(device, { write });
    FS.mkdev("/dev/log", device);
    return FS.open("/dev/log", 1).fd;
  }

  /**
   * Tells Python how deep C code may recurse. It measures its stack in linear memory, but V8's own stack ends earlier, and
   * what ends there ends the interpreter instead of raising RecursionError.
   */
  function limitStack(python) {
    const top = python._emscripten_stack_get_base();
    python._PyUnstable_ThreadState_SetStackProtection(python._PyThreadState_Get(), top - STACK_BYTES, STACK_BYTES);
  }

  return async function boot(
    logBuffer,
    eventBuffer,
    randomKey,
    wasmBytes,
    libraryBytes,
    snapshot,
    snapshotOffset,
    prelude,
    taking,
  ) {
    const base = createBase(logBuffer, eventBuffer);
    const environment = createEnvironment(createRandom(randomKey), base.writeLog);
    const restoring = snapshot !== undefined;
    const createModule = defineEngine(environment);
    const python = await startEngine(createModule, environment, wasmBytes, libraryBytes, base.writeLog, restoring);
    // Nothing needs another WebAssembly instance, and each would have a memory limit of its own.
    delete globalThis.WebAssembly;
    if (restoring) createSnapshots(python).restore(snapshot, snapshotOffset);
    else importPrelude(python, prelude);
    if (taking) return createSnapshots(python).take();
    limitStack(python);
    run(python, `import hookloom_prelude; hookloom_prelude.wake(${openLog(python, base)})`);
    const enter = createEntry(python, base, find(python, "hookloom_entry", "enter"));
    return { enter, engineBytes: () => python.HEAPU8.length };
  };
});
