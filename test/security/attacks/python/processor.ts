// Python that will not stop: in bytecode, in the library's C code, in finalizers.

import type { AttackTable } from "../../attack.ts";

export const processor: AttackTable = {
  category: "processor time",
  attacks: [
    { name: "loops", body: `while True: pass`, answer: "HOOK_TIMED_OUT" },
    {
      name: "swallows every error",
      body: `while True:\n    try:\n        while True: pass\n    except BaseException: pass`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "backtracks in a regular expression",
      body: `import re\nre.match("(a+)+$", "a" * 50 + "b")\nreturn "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins in a finalizer",
      body: `class Odd:\n    def __del__(self):\n        while True: pass\nOdd()\nreturn "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins in a cycle's finalizer",
      body: `import gc\nclass Odd:\n    def __del__(self):\n        while True: pass\na = Odd()\na.a = a\ndel a\ngc.collect()\nreturn "x"`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "spins when its result is thrown away",
      body: `class Odd(dict):\n    def __del__(self):\n        while True: pass\nreturn Odd(type="cancel", reason="x")`,
      answer: "HOOK_TIMED_OUT",
    },
    { name: "iterates for ever in C", body: `import itertools\nsum(itertools.repeat(1))`, answer: "HOOK_TIMED_OUT" },
    {
      name: "collects for ever in C",
      body: `import collections, itertools\ncollections.deque(itertools.count(), maxlen=0)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "sorts with a comparison that never ends",
      body: `import functools\ndef spin(a, b):\n    while True: pass\nsorted([2, 1], key=functools.cmp_to_key(spin))`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "hashes to the same place",
      body: `class Same:\n    def __hash__(self): return 1\n    def __eq__(self, other): return False\nset(Same() for _ in range(1000000))`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "raises errors in errors",
      body: `def dive():\n    try: dive()\n    finally: dive()\ndive()`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
  ],
};
