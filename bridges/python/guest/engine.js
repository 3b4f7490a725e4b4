// Starts CPython itself. Pyodide's bridge between Python and JavaScript (`js`, `pyodide`, JsProxy) is never initialised:
// Python runs as in any other program that embeds it, and nothing in it refers to a JavaScript object. Called by boot.js.
(async function startEngine(createModule, environment, wasmBytes, libraryBytes, writeLog, restoring) {
  "use strict";
  /** Puts the standard library where Python looks for it. */
  function install({ FS, ENV }) {
    Object.assign(ENV, { HOME: "/", PYTHONUTF8: "1", PYTHONDONTWRITEBYTECODE: "1", PYTHONINSPECT: "1" });
    FS.mkdirTree("/lib/python3.14/site-packages");
    FS.mkdirTree("/lib/python3.14/lib-dynload");
    // A copy per isolate: a script can write to this file, and all isolates import from it.
    FS.writeFile("/lib/python314.zip", new Uint8Array(libraryBytes).slice(), { canOwn: true });
  }

  /** A function with the signature the engine expects. */
  function refusal(sig) {
    const refuse = () => {
      throw new Error("Python has no bridge to JavaScript here");
    };
    return Object.assign(refuse, { sig });
  }

  /** Compiles synchronously, because the asynchronous functions of WebAssembly never settle in an isolate. */
  function instantiateWasm(imports, done) {
    const { Module, Instance } = environment.WebAssembly;
    const errorMarker = Symbol("error");
    imports.env.Jsv_GetError_import = () => errorMarker;
    imports.env.JsvError_Check = (value) => value === errorMarker;
    // No way from Python to code in JavaScript: not for safety, which is the isolate's, but so that none is relied on.
    for (const name of Object.keys(imports.env)) {
      if (/^(jslib_init_js$|emscripten_run_script)/.test(name)) imports.env[name] = refusal(imports.env[name].sig);
    }
    const module = new Module(new Uint8Array(wasmBytes));
    const instance = new Instance(module, imports);
    done(instance, module);
    return {};
  }

  const python = await createModule({
    API: { config: {}, runtimeEnv: {} },
    arguments: [],
    thisProgram: "python",
    noInitialRun: restoring,
    noImageDecoding: true,
    noAudioDecoding: true,
    noWasmDecoding: true,
    stdin: () => null,
    print: (line) => writeLog(1, line),
    printErr: (line) => writeLog(2, line),
    preRun: [install],
    instantiateWasm,
  });
  // The functions above live as long as the engine; these bytes are shared with other isolates and must not.
  wasmBytes = libraryBytes = undefined;
  return python;
});
