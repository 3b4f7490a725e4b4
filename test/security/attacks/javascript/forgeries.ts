// JavaScript that changes what the guest's code is made with, to speak to the runner and the host in its name.

import type { AttackTable } from "../../attack.ts";

/** Replaces whatever the guest turns into JSON that has a ticket: its replies that say it waits. */
const forgeWaiting = (reply: string): string =>
  `Object.prototype.toJSON = function () { return "ticket" in this ? ${reply} : this; }; await sleep(1000); return "answered";`;

export const forgeries: AttackTable = {
  category: "forgeries and tampering",
  apart: true,
  attacks: [
    {
      name: "asks without end to be entered again",
      body: forgeWaiting("{ ticket: this.ticket, requests: [], again: true }"),
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "waits for requests that are none",
      body: forgeWaiting("{ ticket: this.ticket, requests: [null, 1, []] }"),
      answer: "SANDBOX_PROTOCOL",
    },
    {
      name: "asks for things whose conversion to text throws",
      body: forgeWaiting(`{ ticket: this.ticket, requests: [{ id: 1, kind: { toString: 1 } }] }`),
      answer: "SANDBOX_PROTOCOL",
    },
    {
      name: "sleeps for a time that is no number",
      body: forgeWaiting(`{ ticket: this.ticket, requests: [{ id: 1, kind: "sleep", ms: { valueOf: 1 } }] }`),
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "asks for what does not exist, a thousand times",
      body: forgeWaiting(`{ ticket: this.ticket, requests: Array.from({ length: 1000 }, (_, id) => ({ id, kind: "spawn" })) }`),
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "answers with another call's ticket",
      body: forgeWaiting("{ ticket: -1, requests: [] }"),
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "throws an object at the runner that spins when it is looked at",
      body: `Object.prototype.toJSON = () => { throw { get message() { for (;;); } }; }; await sleep(5); return "answered"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "replaces what replies are made with",
      body: `JSON.stringify = () => "R{}"; JSON.parse = () => ({}); Reflect.apply = null; Function.prototype.call = null; String.prototype.slice = null; return "unimpressed"`,
      answer: "unimpressed",
    },
    {
      name: "replaces the promise machinery",
      body: `Promise.prototype.then = () => { throw 1; }; Promise.prototype.constructor = null; await sleep(1); return "unimpressed"`,
      answer: ["unimpressed", "HOOK_FAILED"],
    },
    {
      name: "makes arrays set what others read",
      body: `for (let index = 0; index < 50; index += 1) Object.defineProperty(Array.prototype, index, { set() {}, get: () => ({ id: 7, kind: "spawn" }), configurable: true });
        await sleep(1); return "answered"`,
      answer: ["answered", "HOOK_FAILED", "HOOK_TIMED_OUT", "SANDBOX_PROTOCOL"],
    },
    {
      name: "poisons Object.prototype",
      body: `for (const name of ["type", "reason", "data", "annotations", "then", "message", "requests", "ticket"]) {
          if (name !== "then") Object.prototype[name] = "poison";
        }
        return "answered"`,
      answer: ["answered", "RESULT_INVALID", "HOOK_FAILED"],
    },
    {
      name: "freezes every primordial",
      body: `for (const name of Object.getOwnPropertyNames(globalThis)) { try { Object.freeze(globalThis[name]); Object.freeze(globalThis[name].prototype); } catch {} } await sleep(1); return "answered"`,
      answer: "answered",
    },
    {
      name: "answers with a thenable that calls back for ever",
      body: `await { then(resolve) { resolve({ then(again) { again(this); } }); } }; return "answered"`,
      answer: "HOOK_TIMED_OUT",
    },
  ],
};
