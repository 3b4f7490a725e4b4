// What the engine's JavaScript takes for the global object: the few Web APIs it needs and that an isolate has not. The
// engine gets it as a parameter (see engine-source.ts), so the isolate's real global stays as empty as it was. Called by boot.js.
(function createEnvironment(fillRandom, writeLog) {
  "use strict";
  const { WebAssembly } = globalThis;
  const started = Date.now();
  const print =
    (level) =>
    (...values) =>
      writeLog(level, values.map((value) => `${value?.stack ?? value}`).join(" "));
  const refuse = (name) => () => {
    throw new Error(`${name} does not exist here`);
  };
  return {
    WebAssembly,
    // A worker is what the engine takes for an environment that offers `crypto` and nothing else.
    WorkerGlobalScope: class {},
    crypto: { getRandomValues: fillRandom },
    performance: { now: () => Date.now() - started, timeOrigin: started },
    console: { log: print(1), info: print(1), debug: print(0), warn: print(2), error: print(3), trace: print(0) },
    setTimeout: refuse("setTimeout"),
    clearTimeout() {},
  };
});
