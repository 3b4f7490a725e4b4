// JavaScript that looks for a way out: to the host, to Node, to V8's inside.

import type { AttackTable } from "../../attack.ts";

export const escapes: AttackTable = {
  category: "escapes",
  top: `const evaluate = eval;
/** The names that are there in this environment, as a text. */
const reachable = (names) => names.filter((name) => {
  try { return evaluate("typeof " + name) !== "undefined"; } catch { return false; }
}).join(", ") || "nothing";`,
  attacks: [
    {
      name: "looks for Node's globals",
      body: `return reachable(["process", "require", "module", "exports", "__filename", "Buffer", "global", "setTimeout", "setImmediate", "queueMicrotask", "structuredClone"])`,
      answer: "nothing",
    },
    {
      name: "looks for the network",
      body: `return reachable(["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "navigator", "Worker", "importScripts", "MessageChannel", "BroadcastChannel"])`,
      answer: "nothing",
    },
    {
      name: "looks for the shell of a JavaScript engine",
      body: `return reachable(["print", "read", "readbuffer", "load", "quit", "os", "d8", "gc", "Realm", "ShadowRealm", "performance"])`,
      answer: "nothing",
    },
    {
      name: "looks for what the sandbox was built with",
      body: `return reachable(["ivm", "_ivm", "__prelude", "__logBuffer", "$0", "WebAssembly", "hookloom", "enter"])`,
      answer: "nothing",
    },
    {
      name: "finds every name of the global object and asks which of them the language does not have",
      body: `const known = new Set("Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float16Array Float32Array Float64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry SharedArrayBuffer DisposableStack AsyncDisposableStack SuppressedError decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN console Temporal".split(" "));
        return Object.getOwnPropertyNames(globalThis).filter((name) => !known.has(name)).join(", ") || "nothing"`,
      answer: "nothing",
    },
    {
      name: "climbs by constructors to a function of another realm",
      body: `const ways = [ctx, ctx.data, on, cancel, log.info, sleep, hookloom, console.log, ctx.data.constructor];
        const found = ways.map((way) => { try { return way.constructor.constructor("return typeof process + typeof require")(); } catch { return ""; } });
        return found.filter((text) => text !== "" && text !== "undefinedundefined").join(", ") || "nothing"`,
      answer: "nothing",
    },
    {
      name: "finds a function that is not of its own realm",
      body: `const seen = new Set(); const foreign = [];
        const visit = (value, path) => {
          if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
          seen.add(value);
          if (typeof value === "function" && !(value instanceof Function)) foreign.push(path);
          if (!(value instanceof Object) && Object.getPrototypeOf(value) !== null) foreign.push(path);
          for (const key of Reflect.ownKeys(value)) { const { value: next, get } = Reflect.getOwnPropertyDescriptor(value, key); visit(next, path + "." + String(key)); visit(get, path + "." + String(key)); }
        };
        visit(globalThis, "globalThis"); visit(hookloom, "hookloom"); visit(ctx, "ctx");
        return foreign.filter((path) => !["globalThis.Object.prototype", "globalThis.Function.prototype"].includes(path)).join(", ") || "nothing"`,
      answer: "nothing",
    },
    {
      name: "looks at callers and arguments of the stack",
      body: `const found = []; Error.prepareStackTrace = (_, sites) => sites;
        for (const site of new Error().stack) {
          if (site.getThis() !== undefined && site.getThis() !== globalThis) found.push("this");
          const holder = site.getFunction(); if (holder !== undefined && !String(holder).includes("getFunction")) found.push(String(holder).slice(0, 40));
        }
        delete Error.prepareStackTrace; return found.join(", ") || "nothing"`,
      answer: "nothing",
    },
    {
      name: "reads paths of the host in a stack",
      body: `Error.stackTraceLimit = 1000; const { stack } = new Error("x"); return /file:|node_modules|[/\\\\](src|home|root|usr)/.test(stack) ? stack : "nothing"`,
      answer: "nothing",
    },
    {
      name: "imports modules of Node, of the host and of other scripts",
      body: `const found = [];
        for (const name of ["node:fs", "fs", "./neighbour.js", "neighbour.js", "hookloom:internal", "script", "data:text/javascript,export default 1", "file:///etc/passwd"]) {
          try { await import(name); found.push(name); } catch {}
        }
        return found.join(", ") || "nothing"`,
      answer: "nothing",
    },
    {
      name: "uses natives of V8",
      body: `try { evaluate("%DebugPrint(1)"); return "natives"; } catch (error) { return error.name; }`,
      answer: "SyntaxError",
    },
    {
      name: "gets WebAssembly back",
      body: `const kinds = []; for (const source of ["async function f() {}", "function* f() {}", "async function* f() {}"]) kinds.push(Object.getPrototypeOf(evaluate("(" + source + ")")).constructor);
        const found = kinds.map((kind) => { try { return kind("return typeof WebAssembly"); } catch { return ""; } }).filter((made) => String(made).includes("[native")).length;
        return typeof WebAssembly === "undefined" && found === 0 ? "nothing" : "WebAssembly"`,
      answer: "nothing",
    },
    {
      name: "writes to the module and to its functions",
      body: `try { hookloom.on = 1; return "written"; } catch {} hookloom.default.cancel = () => ({ type: "continue" }); on.call = null; return "only its own"`,
      answer: "only its own",
    },
  ],
};
