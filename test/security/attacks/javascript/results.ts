// JavaScript that answers what no reader expects.

import type { AttackTable } from "../../attack.ts";

export const results: AttackTable = {
  category: "results",
  attacks: [
    { name: "answers a megabyte and more", body: `return "x".repeat(1024 * 1024 + 1)`, answer: "RESULT_INVALID" },
    {
      name: "answers half a gigabyte",
      body: `return "x".repeat(2 ** 29 - 24)`,
      answer: ["RESULT_INVALID", "SCRIPT_MEMORY_EXCEEDED", "HOOK_FAILED", "HOOK_TIMED_OUT"],
      uninterruptible: true,
    },
    {
      name: "nests a result a thousand levels deep",
      body: `let v = {}; for (let i = 0; i < 1000; i++) v = { v }; return modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "nests a result a million levels deep",
      body: `let v = {}; for (let i = 0; i < 1e6; i++) v = [v]; return modified({ v })`,
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
    {
      name: "answers something that contains itself",
      body: `const v = { list: [] }; v.list.push(v); return modified(v)`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers a graph that unfolds without end",
      body: `let v = { a: 1 }; for (let i = 0; i < 40; i++) v = { a: v, b: v }; return modified(v)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "answers an endless list",
      body: `return modified({ list: new Proxy([], { get: (_, key) => (key === "length" ? Number.MAX_SAFE_INTEGER : 1) }) })`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
    },
    {
      name: "shows the check one value and the reply another",
      body: `let seen = 0; return modified({ get value() { seen += 1; let v = 1; if (seen > 1) for (let i = 0; i < 500; i++) v = [v]; return v; } })`,
      answer: ["RESULT_INVALID", "SANDBOX_PROTOCOL"],
    },
    { name: "spins in a getter of its result", body: `return modified({ get value() { for (;;); } })`, answer: "HOOK_TIMED_OUT" },
    { name: "spins in toJSON", body: `return modified({ value: { toJSON() { for (;;); } } })`, answer: "RESULT_INVALID" },
    {
      name: "hands a prototype on",
      body: `return modified(JSON.parse('{"nested":{"__proto__":{"admin":true}}}'))`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers names of the prototype as type",
      body: `return { type: "constructor", reason: "x" }`,
      answer: "RESULT_INVALID",
    },
    { name: "answers a type of a megabyte", body: `return { type: "x".repeat(1e6) }`, answer: "RESULT_INVALID" },
    {
      name: "answers a hundred thousand fields",
      body: `const v = { type: "cancel", reason: "x" }; for (let i = 0; i < 5e4; i++) v["f" + i] = 1; return v`,
      answer: "RESULT_INVALID",
    },
    {
      name: "answers a megabyte of empty objects",
      body: `return modified({ v: Array.from({ length: 3e5 }, () => ({})) })`,
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
    {
      name: "throws something that cannot be looked at",
      body: `throw new Proxy({}, { get() { throw new Error(); }, getPrototypeOf() { throw 1; } })`,
      answer: "HOOK_FAILED",
    },
    {
      name: "throws a message and a name of megabytes",
      body: `const error = new Error("x".repeat(1e7)); error.name = "y".repeat(1e7); throw error`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "throws a stack that is slow to read",
      body: `const error = new Error("x"); error.stack = "at " + "a:1:1 (".repeat(3e5); throw error`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
  ],
};
