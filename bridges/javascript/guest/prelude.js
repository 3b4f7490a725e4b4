// Runs in every JavaScript isolate before the script, as a classic script whose value is this function. It builds the
// `hookloom` module's functions and the one function the runner enters. Called by bridge.ts with what guest/base.js returns and
// the function of host-api.js.
(function createPrelude(base, createHostApi) {
  "use strict";
  const { writeLog, writeEvent, assertJson, reply, errorReply, stringify, parse } = base;
  const apply = Reflect.apply;
  const NativePromise = Promise;
  const then = Promise.prototype.then;
  const captureStackTrace = Error.captureStackTrace;
  const isArray = Array.isArray;
  const { create, assign, keys: ownKeys } = Object;
  const split = String.prototype.split;
  const slice = Function.prototype.call.bind(String.prototype.slice);
  const MAX_FAULTS = 20;
  const exec = RegExp.prototype.exec;

  // Only bytecode that the time limit can interrupt, and only memory that the memory limit counts.
  delete globalThis.WebAssembly;

  let file = "";
  /** The names of the script and of the modules it may import. */
  const files = create(null);
  let loading = true;
  let loaded = false;
  /** What the script says when it has loaded, and the functions behind its handles. */
  const report = { hooks: [], subscriptions: [], components: [], wants: { publish: [], http: [], state: [] }, modules: [] };
  const handlers = [];

  // ---- Faults -------------------------------------------------------------------------------------------------------

  const FRAME = /^\s*at (?:(?:async )?(.*?) \()?(.*?):(\d+):(\d+)\)?$/;

  /** The script's own frames of a stack, innermost first. */
  function ownFrames(stack) {
    const frames = [];
    const lines = apply(split, `${stack}`, ["\n"]);
    for (let index = 0; index < lines.length && frames.length < 20; index += 1) {
      const match = apply(exec, FRAME, [lines[index]]);
      if (match === null || files[match[2]] === undefined) continue;
      frames[frames.length] = {
        file: match[2],
        line: +match[3],
        column: +match[4],
        ...(match[1] && match[1] !== "<anonymous>" ? { function: match[1] } : {}),
      };
    }
    return frames;
  }

  /** An `E` reply for whatever was thrown, even when looking at it throws again. */
  function faultReply(kind, thrown) {
    try {
      const isError = typeof thrown === "object" && thrown !== null && typeof thrown.message === "string";
      const message = isError ? `${thrown.name}: ${thrown.message}` : `${describe(thrown)} was thrown`;
      const frames = isError ? ownFrames(thrown.stack) : [];
      const place = frames.length === 0 ? { file } : { file: frames[0].file, line: frames[0].line, column: frames[0].column };
      return errorReply(kind, message, { ...place, frames });
    } catch {
      return errorReply(kind, "something was thrown that cannot be shown", { file });
    }
  }

  function describe(value) {
    if (value === null || typeof value !== "object") return typeof value === "string" ? stringify(value) : String(value);
    return isArray(value) ? "an array" : "an object";
  }

  // ---- Registering --------------------------------------------------------------------------------------------------

  function on(point, options, handler) {
    if (typeof options === "function" && handler === undefined) return on(point, {}, options);
    if (!loading) throw new Error("on() works only while the script loads, not inside a handler");
    if (typeof point !== "string") throw new TypeError("on(point, options, handler): the point must be a string");
    if (typeof options !== "object" || options === null || isArray(options)) {
      throw new TypeError("on(point, options, handler): the options must be an object");
    }
    if (typeof handler !== "function") throw new TypeError("on(point, options, handler): the handler must be a function");
    report.hooks[report.hooks.length] = { handle: handlers.length, point, options, line: callerLine(on) };
    handlers[handlers.length] = handler;
  }

  /** Line of the script that called a function of the module. */
  function callerLine(called) {
    const place = {};
    captureStackTrace(place, called);
    const frames = ownFrames(place.stack);
    for (let index = 0; index < frames.length; index += 1) if (frames[index].file === file) return frames[index].line;
    return undefined;
  }

  /** Registers a handler under a name in one of the report's lists. */
  function register(list, signature, text, what, handler, called) {
    if (!loading) throw new Error(`${signature} works only while the script loads, not inside a handler`);
    if (typeof text !== "string" || text === "") throw new TypeError(`${signature}: the ${what} must be a text`);
    if (typeof handler !== "function") throw new TypeError(`${signature}: the handler must be a function`);
    report[list][report[list].length] = { handle: handlers.length, [what]: text, line: callerLine(called) };
    handlers[handlers.length] = handler;
  }

  /** Keeps what the script says of its version; a migration has a handle as handlers have. */
  function declare(version, migrate, called) {
    if (!loading) throw new Error("script(declaration) works only while the script loads, not inside a handler");
    report.script = { version, line: callerLine(called) };
    if (migrate === undefined) return;
    report.script.migrate = handlers.length;
    handlers[handlers.length] = migrate;
  }

  function wants(permissions) {
    if (!loading) throw new Error("wants(permissions) works only while the script loads, not inside a handler");
    const { publish = [], http = [], state = [], ...others } = permissions;
    const unknown = ownKeys(others);
    if (unknown.length > 0)
      throw new TypeError(`wants(permissions): there is no permission "${unknown[0]}"; there are publish, http and state`);
    if (!areTexts(publish)) throw new TypeError("wants(permissions): publish must be a list of event types or patterns");
    if (!areTexts(http)) throw new TypeError("wants(permissions): http must be a list of hosts");
    if (!areTexts(state)) throw new TypeError("wants(permissions): state must be a list of names of shared states");
    report.wants = { publish, http, state };
  }

  function areTexts(list) {
    let texts = isArray(list);
    for (let index = 0; texts && index < list.length; index += 1) texts = typeof list[index] === "string";
    return texts;
  }

  // ---- Results ------------------------------------------------------------------------------------------------------

  const constructors = {
    continue_: () => ({ type: "continue" }),
    modified: (data) => ({ type: "modified", data }),
    cancel: (reason) => ({ type: "cancel", reason }),
    redirect: (target) => ({ type: "redirect", target }),
    replace: (component) => ({ type: "replace", component }),
    retry: (options = {}) => ({ type: "retry", max_attempts: 3, delay_ms: 0, backoff: "fixed", jitter: false, ...options }),
    fork: (branches, join = "all") => ({ type: "fork", branches, join }),
    cache: (result, ttl_ms, key) => ({ type: "cache", result, ttl_ms, key }),
    skipped: (reason) => ({ type: "skipped", reason }),
    annotate: (result, annotations) => ({ ...(result ?? { type: "continue" }), annotations }),
  };

  /** The reply for what a handler returned. */
  function resultReply(value) {
    if (value === undefined || value === null) return "";
    if (typeof value !== "object" || isArray(value)) {
      return errorReply("result", `a handler returns one of the nine results or nothing, not ${describe(value)}`, { file });
    }
    try {
      if (value.type === "continue" && value.annotations === undefined) return "";
      assertJson(value, 0, "the result");
      return reply("R", value);
    } catch (thrown) {
      return faultReply("result", thrown);
    }
  }

  /** The reply for what a component yielded. */
  function valueReply(value) {
    try {
      if (value !== undefined) assertJson(value, 0, "the value");
      return value === undefined ? "Vnull" : reply("V", value);
    } catch (thrown) {
      return faultReply("result", thrown);
    }
  }

  // ---- Waiting ------------------------------------------------------------------------------------------------------

  const waiting = create(null);
  const unanswered = create(null);
  let nextTicket = 1;
  let nextRequest = 1;
  let current;

  /** Asks the host for something; the promise settles when the host enters again with the answer. */
  function request(kind, details) {
    if (current === undefined || loading) throw new Error(`${kind}() works only inside a handler`);
    const id = nextRequest;
    nextRequest += 1;
    const asking = current;
    // Where it was asked from, for the error that may come back when the script is not on the stack any more.
    const origin = {};
    captureStackTrace(origin, request);
    return new NativePromise((resolve, reject) => {
      unanswered[id] = { resolve, reject, origin };
      asking.requests[asking.requests.length] = { id, kind, ...details };
    });
  }

  /** A `W` reply. Reactions run only after an entry returned: unless nothing was settled in it, the host shall look again. */
  function waitReply(call, again) {
    const requests = call.requests;
    call.requests = [];
    return reply("W", { ticket: call.ticket, requests, again });
  }

  /** Starts waiting for a handler's promise. Its reactions run when this entry returns, so the host always enters again. */
  function startWaiting(call, value) {
    call.ticket = nextTicket;
    nextTicket += 1;
    waiting[call.ticket] = call;
    const promise = value instanceof NativePromise ? value : new NativePromise((resolve) => resolve(value));
    apply(then, promise, [
      (result) => (call.answer = () => call.answerWith(result)),
      (thrown) => (call.answer = () => faultReply("exception", thrown)),
    ]);
    return waitReply(call, true);
  }

  // ---- Entry --------------------------------------------------------------------------------------------------------

  function call(handle, text, answerWith) {
    current = { ticket: 0, requests: [], answer: undefined, answerWith };
    try {
      const handler = handlers[handle];
      const value = handler(parse(text));
      if (value === undefined) return answerWith === resultReply ? "" : answerWith(value);
      if (isThenable(value)) return startWaiting(current, value);
      return answerWith(value);
    } catch (thrown) {
      return faultReply("exception", thrown);
    }
  }

  function isThenable(value) {
    return typeof value === "object" && value !== null && typeof value.then === "function";
  }

  /** Hands events to a handler, one after another; one that fails does not keep it from the next. */
  function deliver(handle, text) {
    current = { ticket: 0, requests: [], answer: undefined, answerWith: faultsReply };
    const handler = handlers[handle];
    const delivered = parse(text);
    const faults = [];
    for (let index = 0; index < delivered.length; index += 1) {
      try {
        const value = handler(delivered[index]);
        if (isThenable(value)) return startWaiting(current, deliverRest(handler, delivered, index, value, faults));
      } catch (thrown) {
        addFault(faults, index, thrown);
      }
    }
    return faultsReply(faults);
  }

  async function deliverRest(handler, delivered, from, first, faults) {
    for (let index = from; index < delivered.length; index += 1) {
      try {
        await (index === from ? first : handler(delivered[index]));
      } catch (thrown) {
        addFault(faults, index, thrown);
      }
    }
    return faults;
  }

  function addFault(faults, index, thrown) {
    if (faults.length === MAX_FAULTS) return;
    faults[faults.length] = { ...parse(slice(faultReply("exception", thrown), 1)), index };
  }

  function faultsReply(faults) {
    return faults.length === 0 ? "" : reply("R", { faults });
  }

  function resume(ticket, text) {
    current = waiting[ticket];
    if (current === undefined) return errorReply("exception", "resumed a call that does not wait");
    const answers = parse(text);
    for (let index = 0; index < answers.length; index += 1) {
      const { id, ok, value, error } = answers[index];
      const { resolve, reject, origin } = unanswered[id];
      delete unanswered[id];
      if (ok) resolve(value);
      else reject(assign(new Error(error), { stack: origin.stack }));
    }
    if (current.answer === undefined) return waitReply(current, answers.length > 0);
    delete waiting[ticket];
    return current.answer();
  }

  /** Nothing that was thrown leaves it: the runner would have to look at an object of the script. */
  function enter(operation, handle, text) {
    try {
      return operate(operation, handle, text);
    } catch {
      return 'E{"kind":"exception","message":"the reply could not be made; the script has changed what it is made with"}';
    }
  }

  function operate(operation, handle, text) {
    if (operation === 1) return call(handle, text, resultReply);
    if (operation === 2) return resume(handle, text);
    if (operation === 3) {
      delete waiting[handle];
      return "";
    }
    if (operation === 4) return deliver(handle, text);
    if (operation === 5) return call(handle, text, valueReply);
    if (handle === 0) {
      const names = parse(text);
      file = names[0];
      for (let index = 0; index < names.length; index += 1) files[names[index]] = true;
      return "";
    }
    loading = false;
    if (!loaded) return errorReply("exception", "a top-level await did not settle; wait inside handlers instead", { file });
    try {
      report.modules = parse(text);
      return reply("L", report);
    } catch (thrown) {
      return faultReply("exception", thrown);
    }
  }

  // ---- Logging ------------------------------------------------------------------------------------------------------

  function show(value) {
    if (typeof value === "string") return value;
    try {
      const text = stringify(value);
      return text === undefined ? String(value) : text;
    } catch (thrown) {
      return `(cannot be shown: ${thrown.message})`;
    }
  }
  const logAt = (level) => (message, fields) =>
    writeLog(level, fields === undefined ? show(message) : `${show(message)} ${show(fields)}`);
  const log = { debug: logAt(0), info: logAt(1), warn: logAt(2), error: logAt(3) };
  const printAt =
    (level) =>
    (...values) => {
      let line = "";
      for (let index = 0; index < values.length; index += 1) line += (index === 0 ? "" : " ") + show(values[index]);
      writeLog(level, line);
    };
  globalThis.console = { debug: printAt(0), log: printAt(1), info: printAt(1), warn: printAt(2), error: printAt(3) };

  const hostApi = createHostApi({ writeEvent, assertJson, stringify, request, register, declare });

  return {
    api: assign(create(null), constructors, hostApi, { on, wants, log, sleep: (ms) => request("sleep", { ms: +ms }) }),
    enter,
    markLoaded: () => (loaded = true),
  };
});
