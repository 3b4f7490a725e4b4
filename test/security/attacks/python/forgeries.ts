// Python that changes the modules its replies are made with: every byte of a reply can be the script's.

import type { AttackTable } from "../../attack.ts";

/** Answers a text of the script's own making in the guest's name. */
const forge = (reply: string): string => `import hookloom_entry
hookloom_entry.answer = lambda result, line: ${reply}
return "never seen"`;

export const forgeries: AttackTable = {
  category: "forgeries and tampering",
  apart: true,
  breaksItself: true,
  attacks: [
    {
      name: "waits and asks without end to be entered again",
      body: `import hookloom_entry\nforged = 'W{"ticket":1,"requests":[],"again":true}'\nhookloom_entry.answer = lambda *_: forged\nhookloom_entry.resume = lambda *_: forged\nreturn "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "waits for requests that are none", body: forge(`'W{"ticket":1,"requests":[null]}'`), answer: "SANDBOX_PROTOCOL" },
    {
      name: "waits for a megabyte of requests",
      body: `import hookloom_entry\nforged = 'W{"ticket":1,"requests":[' + ",".join('{"id":%d,"kind":"sleep","ms":0}' % i for i in range(25000)) + ']}'\nhookloom_entry.answer = lambda *_: forged\nhookloom_entry.resume = lambda *_: forged\nreturn "x"`,
      answer: ["HOOK_TIMED_OUT", "RESULT_INVALID"],
    },
    {
      name: "waits under a ticket that is no number",
      body: forge(`'W{"ticket":"1","requests":[]}'`),
      answer: "SANDBOX_PROTOCOL",
    },
    { name: "answers a result that is cut off", body: forge(`'R{"type":'`), answer: ["SANDBOX_PROTOCOL", "HOOK_FAILED"] },
    {
      name: "answers a megabyte of empty objects",
      body: forge(`'R{"type":"modified","data":{"v":[' + ','.join(['{}'] * 340000) + ']}}'`),
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
    {
      name: "answers a megabyte of keys",
      body: forge(`'R{"type":"modified","data":{' + ','.join('"%x":1' % i for i in range(90000)) + '}}'`),
      answer: ["RESULT_INVALID", "HOOK_TIMED_OUT"],
    },
    {
      name: "answers nested JSON of a megabyte",
      body: forge(`'R' + '[' * 500000 + ']' * 500000`),
      answer: ["SANDBOX_PROTOCOL", "RESULT_INVALID"],
    },
    {
      name: "answers nested JSON inside a result",
      body: forge(`'R{"type":"modified","data":{"v":' + '[' * 5000 + ']' * 5000 + '}}'`),
      answer: ["SANDBOX_PROTOCOL", "RESULT_INVALID"],
    },
    {
      name: "answers a prototype",
      body: forge(`'R{"type":"modified","data":{"__proto__":{"admin":true}}}'`),
      answer: ["RESULT_INVALID", "SANDBOX_PROTOCOL"],
    },
    { name: "answers a type from the prototype", body: forge(`'R{"type":"__proto__"}'`), answer: "RESULT_INVALID" },
    { name: "answers a kind of reply that does not exist", body: forge(`'Q{}'`), answer: "SANDBOX_PROTOCOL" },
    { name: "answers a load report to a call", body: forge(`'L{"hooks":[]}'`), answer: "SANDBOX_PROTOCOL" },
    {
      name: "answers an error with frames that are none",
      body: forge(
        `'E{"kind":"exception","message":"x","line":-1,"column":1e400,"frames":[null,{"file":1},{"file":"x","line":"y"}]}'`,
      ),
      answer: "HOOK_FAILED",
    },
    { name: "answers what is no text", body: forge(`b"Rx"`), answer: "HOOK_FAILED" },
    {
      name: "answers a text that is no ASCII",
      body: forge(`'R{"type":"cancel","reason":"\\ud800\\U0001f600"}'`),
      answer: ["SANDBOX_PROTOCOL", "HOOK_FAILED", "RESULT_INVALID"],
    },
    {
      name: "replaces json, builtins and the collector",
      body: `import builtins, json, gc, sys\njson.loads = json.dumps = None\nbuiltins.isinstance = builtins.len = builtins.type = lambda *_: 1 / 0\ngc.collect = None\nsys.modules.clear()\nreturn "x"`,
      answer: "HOOK_FAILED",
    },
    {
      name: "replaces the code of the entry itself",
      body: `import hookloom_entry\nhookloom_entry.enter.__code__ = (lambda operation, handle, text: 1 / 0).__code__\nreturn "this call"`,
      answer: ["this call", "HOOK_FAILED"],
    },
  ],
};
