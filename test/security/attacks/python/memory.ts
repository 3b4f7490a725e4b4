// Python that takes memory of every kind.

import type { AttackTable } from "../../attack.ts";

const ENDS = ["SCRIPT_MEMORY_EXCEEDED", "HOOK_FAILED", "HOOK_TIMED_OUT"];

export const memory: AttackTable = {
  category: "memory",
  memoryMb: 64,
  attacks: [
    { name: "keeps texts", body: `kept = []\nwhile True: kept.append("x" * 100000 + str(len(kept)))`, answer: ENDS },
    { name: "asks for a gigabyte at once", body: `return str(len(bytes(1000000000)))`, answer: "HOOK_FAILED" },
    { name: "asks for more than there is", body: `return str(len([0] * (2**31 - 1)))`, answer: "HOOK_FAILED" },
    {
      name: "swallows being out of memory, again and again",
      body: `kept = []\nwhile True:\n    try: kept.append(bytearray(1000000))\n    except MemoryError: pass`,
      answer: ENDS,
    },
    {
      name: "keeps files, which are not in Python's memory",
      body: `i = 0\nwhile True:\n    i += 1\n    with open(f"/tmp/{i}", "wb") as file: file.write(bytes(4000000))`,
      answer: ENDS,
      uninterruptible: true,
    },
    {
      name: "grows one file without writing to it",
      body: `import os\nwith open("/tmp/large", "wb") as file: os.truncate(file.fileno(), 2000000000)\nreturn "grown"`,
      answer: [...ENDS, "grown"],
      uninterruptible: true,
    },
    { name: "recurses", body: `def dive(n): return 1 + dive(n + 1)\ndive(0)`, answer: "HOOK_FAILED" },
    {
      name: "recurses without a limit",
      body: `import sys\nsys.setrecursionlimit(2**31 - 1)\ndef dive(n): return 1 + dive(n + 1)\ndive(0)`,
      answer: ENDS,
    },
    { name: "recurses in C code", body: `v = []\nfor _ in range(100000): v = [v]\nrepr(v)\nreturn "x"`, answer: "HOOK_FAILED" },
    {
      name: "throws deep nesting away",
      body: `v = None\nfor _ in range(1000000): v = (v,)\ndel v\nreturn "thrown away"`,
      answer: [...ENDS, "thrown away"],
    },
    {
      name: "keeps objects that the collector must look at",
      body: `kept = []\nwhile True:\n    a = []\n    a.append(a)\n    kept.append(a)`,
      answer: ENDS,
    },
    { name: "compiles nested parentheses", body: `compile("(" * 100000, "x", "exec")`, answer: "HOOK_FAILED" },
  ],
};
