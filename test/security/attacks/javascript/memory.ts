// JavaScript that takes memory of every kind.

import type { AttackTable } from "../../attack.ts";

const ENDS = ["SCRIPT_MEMORY_EXCEEDED", "HOOK_FAILED", "HOOK_TIMED_OUT"];

export const memory: AttackTable = {
  category: "memory",
  memoryMb: 16,
  attacks: [
    {
      name: "fills the heap",
      body: `const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length + 0.5))`,
      answer: ENDS,
    },
    { name: "grows a map", body: `const m = new Map(); for (let i = 0; ; i++) m.set(i, i)`, answer: ENDS, uninterruptible: true },
    { name: "grows an object", body: `const o = {}; for (let i = 0; ; i++) o["k" + i] = i`, answer: ENDS, uninterruptible: true },
    {
      name: "keeps long texts",
      body: `const kept = []; for (let i = 0; ; i++) kept.push(("x" + i).repeat(1e6).toUpperCase())`,
      answer: ENDS,
    },
    {
      name: "keeps array buffers",
      body: `const kept = []; for (;;) { const b = new ArrayBuffer(2 ** 24); new Uint8Array(b).fill(1); kept.push(b); }`,
      answer: ENDS,
    },
    {
      name: "keeps shared array buffers",
      body: `const kept = []; for (;;) { const b = new SharedArrayBuffer(2 ** 24); new Uint8Array(b).fill(1); kept.push(b); }`,
      answer: ENDS,
    },
    {
      name: "grows a shared array buffer, which V8 does not count",
      body: `const b = new SharedArrayBuffer(0, { maxByteLength: 2 ** 31 }); b.grow(2 ** 31); new Uint8Array(b).fill(1); return "x"`,
      answer: ENDS,
      uninterruptible: true,
    },
    {
      name: "grows an array buffer, which V8 does not count",
      body: `const b = new ArrayBuffer(0, { maxByteLength: 2 ** 31 }); b.resize(2 ** 31); new Uint8Array(b).fill(1); return "x"`,
      answer: ENDS,
      uninterruptible: true,
    },
    { name: "splits a long text", body: `"x".repeat(2 ** 28).split(""); return "x"`, answer: ENDS, uninterruptible: true },
    { name: "parses deep JSON", body: `JSON.parse("[".repeat(5e6)); return "x"`, answer: ENDS, uninterruptible: true },
    { name: "keeps closures", body: `let f = () => 0; for (;;) { const g = f; f = () => g() + 1; }`, answer: ENDS },
    { name: "keeps symbols", body: `for (let i = 0; ; i++) Symbol.for("x" + i)`, answer: ENDS, uninterruptible: true },
    {
      name: "keeps finalizers",
      body: `const r = new FinalizationRegistry(() => {}); for (;;) r.register({}, new Array(100))`,
      answer: ENDS,
      uninterruptible: true,
    },
    { name: "recurses", body: `const dive = (n) => 1 + dive(n + 1); dive(0)`, answer: "HOOK_FAILED" },
    {
      name: "recurses in native code",
      body: `let v = []; for (let i = 0; i < 1e6; i++) v = [v]; v.flat(Infinity); return "x"`,
      answer: ENDS,
    },
    {
      name: "keeps what it was told",
      body: `(globalThis.kept ??= []).push(new Array(1e5).fill(1)); return "kept"`,
      answer: "kept",
    },
  ],
};
