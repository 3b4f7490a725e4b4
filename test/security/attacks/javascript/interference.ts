// JavaScript that wants to reach or starve the scripts beside it, and its own later calls.

import type { AttackTable } from "../../attack.ts";

export const interference: AttackTable = {
  category: "interference",
  attacks: [
    {
      name: "finds the globals of another script",
      body: `return typeof globalThis.neighbour === "undefined" ? "alone" : "shared"`,
      answer: "alone",
    },
    {
      name: "floods the log",
      body: `for (let i = 0; i < 1e6; i++) log.error("line " + i); return "logged"`,
      answer: ["logged", "HOOK_TIMED_OUT"],
    },
    {
      name: "floods the log with long lines",
      body: `const line = "x".repeat(1e6); for (;;) console.log(line)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "floods the log with empty lines, and again after every wait",
      body: `for (;;) { for (let i = 0; i < 20000; i++) log.info(""); await sleep(0); }`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "logs values that throw, spin or never end",
      body: `log.info("x", { get y() { throw 1; } }); log.info("x", new Proxy({}, { ownKeys() { for (;;); } }))`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "waits without end", body: `await new Promise(() => {}); return "x"`, answer: "HOOK_TIMED_OUT" },
    { name: "sleeps again and again", body: `for (;;) await sleep(0)`, answer: "HOOK_TIMED_OUT" },
    {
      name: "sleeps a thousand times at once, again and again",
      body: `const nap = async () => { for (;;) await sleep(0); }; await Promise.all(Array.from({ length: 999 }, nap)); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "asks for a hundred thousand sleeps",
      body: `await Promise.all(Array.from({ length: 1e5 }, () => sleep(1))); return "x"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT", "HOOK_FAILED", "SANDBOX_PROTOCOL"],
    },
    {
      name: "sleeps longer than timers can",
      body: `await Promise.all(Array.from({ length: 1000 }, () => sleep(1e12))); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "goes on after its answer",
      body: `Promise.resolve().then(async () => { for (;;) await null; }); return "answered"`,
      answer: ["answered", "HOOK_TIMED_OUT"],
    },
    {
      name: "lets a timer of shared memory call it after its answer",
      body: `const cell = new Int32Array(new SharedArrayBuffer(4)); Atomics.waitAsync(cell, 0, 0, 5).value.then(() => { for (;;); }); return "answered"`,
      answer: "answered",
    },
    {
      name: "lets the collector call it after its answer",
      body: `globalThis.registry = new FinalizationRegistry(() => { for (;;); }); for (let i = 0; i < 1e4; i++) registry.register({}, i); for (let i = 0; i < 1e5; i++) ({ i }); return "answered"`,
      answer: "answered",
    },
    { name: "registers hooks while it is called", body: `on("neighbour:ask", () => cancel("mine"))`, answer: "HOOK_FAILED" },
    {
      name: "measures time finely",
      body: `return typeof performance === "undefined" && Date.now() === Math.floor(Date.now()) ? "milliseconds" : "finer"`,
      answer: "milliseconds",
    },
  ],
};
