// JavaScript that attacks before it has registered anything, beside the calls of others.

import type { AttackTable } from "../../attack.ts";

export const loading: AttackTable = {
  category: "loading",
  attacks: [
    { name: "loops", body: `for (;;);`, atLoad: true, answer: "SCRIPT_LOAD_TIMED_OUT" },
    { name: "waits for ever", body: `await new Promise(() => {});`, atLoad: true, answer: "SCRIPT_LOAD_FAILED" },
    {
      name: "multiplies big integers",
      body: `let b = 3n; for (;;) b = b * b;`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "grows a map",
      body: `const m = new Map(); for (let i = 0; ; i++) m.set(i, i);`,
      atLoad: true,
      answer: ["SCRIPT_MEMORY_EXCEEDED", "SCRIPT_LOAD_TIMED_OUT", "SCRIPT_LOAD_FAILED"],
      uninterruptible: true,
    },
    {
      name: "throws an object that spins when it is looked at",
      body: `throw { get message() { for (;;); }, get stack() { for (;;); } };`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "spins when its stack is formatted",
      body: `Error.prepareStackTrace = () => { for (;;); }; throw new Error("x");`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "throws a quarter of a gigabyte",
      body: `throw new Error("x".repeat(2 ** 28));`,
      atLoad: true,
      answer: ["SCRIPT_MEMORY_EXCEEDED", "SCRIPT_LOAD_FAILED", "SCRIPT_LOAD_TIMED_OUT"],
      uninterruptible: true,
    },
    {
      name: "throws a stack that is slow to read",
      body: `const error = new Error("x"); error.stack = "at " + "a:1:1 (".repeat(150000); throw error;`,
      atLoad: true,
      answer: "SCRIPT_LOAD_FAILED",
    },
    { name: "imports what it must not", body: `import "node:fs";`, atLoad: true, answer: "SCRIPT_LOAD_FAILED" },
    {
      name: "registers more hooks than anybody has",
      body: `import { on } from "hookloom"; for (let i = 0; i < 2000; i++) on("test:x", () => {});`,
      atLoad: true,
      answer: "SANDBOX_PROTOCOL",
    },
    {
      name: "registers options that never end",
      body: `import { on } from "hookloom"; on("test:x", { get id() { for (;;); } }, () => {});`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
    },
    {
      name: "takes the id of another script's hook",
      body: `import { on } from "hookloom"; on("test:x", { id: "neighbour.js#1" }, () => {});`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    {
      name: "registers a match of a megabyte",
      body: `import { on } from "hookloom"; on("test:x", { match: { text: { glob: "*a".repeat(3e5) } } }, () => {});`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    {
      name: "claims to have loaded what was never said",
      body: `import { on } from "hookloom"; Object.prototype.toJSON = function () { return "hooks" in this ? { hooks: [{ handle: 1e9, point: "__proto__" }] } : this; };`,
      atLoad: true,
      answer: "POINT_UNKNOWN",
    },
  ],
};
