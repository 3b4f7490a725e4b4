// JavaScript whose single operations take so long that V8 cannot interrupt them: the runner's end is the only way.

import type { AttackTable } from "../../attack.ts";

export const native: AttackTable = {
  category: "native operations",
  attacks: [
    { name: "multiplies big integers", body: `let b = 3n; for (;;) b = b * b`, answer: "HOOK_TIMED_OUT", uninterruptible: true },
    {
      name: "writes a big integer as text",
      body: `(3n ** 4000000n).toString(); return "x"`,
      answer: "HOOK_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "fills a sparse array",
      body: `const a = []; a.length = 2 ** 32 - 1; a.fill(0); return "x"`,
      answer: "HOOK_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "searches a sparse array",
      body: `new Array(2 ** 32 - 1).indexOf(1); return "x"`,
      answer: "HOOK_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "sorts a large array",
      body: `new Array(2 ** 27).fill(1).sort(); return "x"`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
      uninterruptible: true,
    },
    {
      name: "repeats long searches without a call between",
      body: `const a = new Uint8Array(16e6); for (;;) a.indexOf(7)`,
      answer: "HOOK_TIMED_OUT",
      uninterruptible: true,
    },
    {
      name: "compiles a megabyte",
      body: `let t = "1"; for (let i = 0; i < 20; i++) t = "(" + t + "," + t + ")"; (0, eval)(t); return "x"`,
      answer: ["HOOK_TIMED_OUT", "SCRIPT_MEMORY_EXCEEDED"],
      uninterruptible: true,
    },
  ],
};
