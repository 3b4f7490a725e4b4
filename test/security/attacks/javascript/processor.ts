// JavaScript that will not stop, where V8 can interrupt it.

import type { AttackTable } from "../../attack.ts";

export const processor: AttackTable = {
  category: "processor time",
  attacks: [
    { name: "loops", body: `for (;;);`, answer: "HOOK_TIMED_OUT" },
    {
      name: "swallows every error and finally goes on",
      body: `for (;;) { try { for (;;); } catch {} finally { continue; } }`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "overflows the stack in finally",
      body: `const dive = () => { try { dive(); } finally { dive(); } }; dive()`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "backtracks in a regular expression",
      body: `/^(a+)+$/.test("a".repeat(50) + "b"); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "replaces with a backtracking regular expression",
      body: `("a".repeat(30) + "b").repeat(1000).replace(/(a*)*c/g, ""); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "floods the microtasks",
      body: `const again = () => Promise.resolve().then(again); again(); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "doubles the microtasks",
      body: `const again = () => { Promise.resolve().then(again); Promise.resolve().then(again); }; again(); await new Promise(() => {})`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
    },
    { name: "awaits for ever", body: `for (;;) await null`, answer: "HOOK_TIMED_OUT" },
    {
      name: "blocks its thread",
      body: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "sorts with a comparison that never ends", body: `[2, 1].sort(() => { for (;;); })`, answer: "HOOK_TIMED_OUT" },
    {
      name: "climbs a chain of three million prototypes",
      body: `let p = {}; for (let i = 0; i < 3e6; i++) p = Object.create(p); for (;;) p.x`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
    },
    {
      name: "goes through a hundred thousand proxies",
      body: `let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x`,
      answer: "HOOK_FAILED",
    },
    {
      name: "compiles functions without end",
      body: `for (let i = 0; ; i++) (0, eval)("function f" + i + "() {" + "x;".repeat(1e4) + "}")`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
    },
    { name: "compiles nested parentheses", body: `new Function("(".repeat(1e6)); return "x"`, answer: "HOOK_FAILED" },
    {
      name: "compiles a nested regular expression",
      body: `new RegExp("(".repeat(1e5) + ")".repeat(1e5)); return "x"`,
      answer: "HOOK_FAILED",
    },
    {
      name: "formats dates without end",
      body: `for (;;) new Date().toLocaleString("de", { dateStyle: "full" })`,
      // V8 looks for interrupts every few hundred rounds, and a round is slow.
      uninterruptible: true,
      answer: "HOOK_TIMED_OUT",
    },
  ],
};
