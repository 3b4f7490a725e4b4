// Puts the parts together inside the isolate: environment, engine, snapshot, prelude, entry. Called by bridge.ts with the
// functions of the other files; it answers the entry function, or the snapshot's bytes when one is to be made.
(async function boot(parts, settings) {
  "use strict";
  const { createBase, createRandom, createEnvironment, createEngineModule, startEngine, createSnapshots, createEntry } = parts;
  const { logBuffer, randomKey, wasmBytes, libraryBytes, snapshot, snapshotOffset, prelude, taking } = settings;

  const base = createBase(logBuffer);
  const environment = createEnvironment(createRandom(randomKey), base.writeLog);
  const createModule = createEngineModule(environment, ...Object.values(environment));
  const restoring = snapshot !== undefined;
  const python = await startEngine(createModule, environment, wasmBytes, libraryBytes, base.writeLog, restoring);
  // Nothing needs to make another WebAssembly instance, and the limit counts memory per instance.
  delete globalThis.WebAssembly;

  /** Runs Python code that is ours: it fails only when something is broken. */
  function run(code) {
    const pointer = python.stringToNewUTF8(code);
    const failed = python._PyRun_SimpleString(pointer) !== 0;
    python._free(pointer);
    if (failed) throw new Error("the Python prelude failed; the script's log says why");
  }

  /** The pointer of a function in one of the prelude's modules. */
  function find(module, name) {
    const modulePointer = python._PyImport_ImportModule(python.stringToNewUTF8(module));
    return python._PyObject_GetAttrString(modulePointer, python.stringToNewUTF8(name));
  }

  // Log lines leave Python as writes to a device: the level's digit, then the text.
  function openLog() {
    const { FS } = python;
    const device = FS.makedev(64, 7);
    FS.registerDevice(device, {
      write(_stream, bytes, offset, length) {
        base.writeLog(bytes[offset] - 48, python.UTF8ArrayToString(bytes, offset + 1, length - 1));
        return length;
      },
    });
    FS.mkdev("/dev/log", device);
    return FS.open("/dev/log", 1).fd;
  }

  if (restoring) {
    createSnapshots(python).restore(snapshot, snapshotOffset);
  } else {
    python.FS.mkdirTree("/prelude");
    for (const [name, source] of prelude) python.FS.writeFile(`/prelude/${name}`, source);
    run("import sys; sys.path.append('/prelude'); import hookloom_prelude; sys.path.remove('/prelude')");
  }
  if (taking) return createSnapshots(python).take();
  run(`import hookloom_prelude; hookloom_prelude.wake(${openLog()})`);
  return createEntry(python, base, find("hookloom_entry", "enter"));
});
