// JavaScript that turns what the host does for scripts against the host: its state, events and servers.

import type { AttackTable } from "../../attack.ts";

export const hostCalls: AttackTable = {
  category: "host calls",
  top: `const { state, http, events } = hookloom;`,
  apart: true,
  attacks: [
    {
      name: "asks its state without end, and swallows every refusal",
      body: `for (;;) { try { await state.get("k"); } catch {} }`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "asks a thousand times at once, again and again",
      body: `for (;;) await Promise.allSettled(Array.from({ length: 1000 }, () => state.increment("n")))`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "fills its state",
      body: `for (let i = 0; ; i++) await state.set("k" + i, "x".repeat(200000))`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "keeps a value that is too large",
      body: `try { await state.set("k", "x".repeat(300000)); return "kept"; } catch (error) { return error.message.slice(-22); }`,
      answer: "[STATE_LIMIT_EXCEEDED]",
    },
    {
      name: "poisons keys and values of its state",
      body: `await state.set("__proto__", JSON.parse('{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}')); return ({}).x === undefined && (await state.keys()).includes("__proto__") ? "kept" : "poisoned"`,
      answer: "kept",
    },
    {
      name: "asks for the state of another",
      body: `return (await state.get("k", "neighbour.js")) === null && (await state.keys("../")).length === 0 ? "alone" : "shared"`,
      answer: "alone",
    },
    { name: "publishes events without end", body: `for (;;) events.publish("a.b", { x: "y" })`, answer: "HOOK_TIMED_OUT" },
    {
      name: "publishes thousands of events after every wait",
      body: `for (;;) { for (let i = 0; i < 5000; i++) events.publish("a.b"); await sleep(0); }`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "publishes ever new types that it may not",
      body: `for (let i = 0; ; i++) { events.publish("a.b" + i); if (i % 500 === 0) await sleep(1); }`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "reaches this machine in every spelling",
      body: `let refused = 0; const urls = ["http://127.0.0.1/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://169.254.169.254/"]; for (const url of urls) { try { await http.get(url); } catch (error) { refused += error.message.includes("HTTP_REFUSED") ? 1 : 0; } } return refused === urls.length ? "refused" : "reached"`,
      answer: "refused",
    },
    {
      name: "asks servers without end",
      body: `for (let i = 0; ; i++) { try { await http.get("http://" + i + ".example/"); } catch {} }`,
      answer: "HOOK_TIMED_OUT",
    },
  ],
};
