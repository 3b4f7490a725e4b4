// Python that wants to reach or starve the scripts beside it, and its own later calls.

import type { AttackTable } from "../../attack.ts";

export const interference: AttackTable = {
  category: "interference",
  attacks: [
    {
      name: "breaks the standard library it shares the bytes of",
      body: `open("/lib/python314.zip", "wb").write(b"broken" * 100000)\nreturn "broken"`,
      answer: "broken",
    },
    {
      name: "floods the log",
      body: `for i in range(1000000): log.error(f"line {i}")\nreturn "logged"`,
      answer: ["logged", "HOOK_TIMED_OUT"],
    },
    { name: "floods the log with long lines", body: `line = "x" * 1000000\nwhile True: print(line)`, answer: "HOOK_TIMED_OUT" },
    {
      name: "floods the log with empty lines, and again after every wait",
      body: `while True:\n    for _ in range(5000): log.info("")\n    await sleep(0)`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "writes to the log's device itself",
      body: `import os\nfor descriptor in range(3, 64):\n    try: os.write(descriptor, b"\\xff" * 100000)\n    except OSError: pass\nreturn "written"`,
      answer: "written",
    },
    { name: "closes every file", body: `import os\nos.closerange(0, 256)\nprint("silence")\nreturn "closed"`, answer: "closed" },
    { name: "sleeps again and again", body: `while True: await sleep(0)`, answer: "HOOK_TIMED_OUT" },
    { name: "sleeps longer than timers can", body: `await sleep(2**31 - 1)\nreturn "x"`, answer: "HOOK_TIMED_OUT" },
    {
      name: "sleeps by blocking",
      body: `import time\ntime.sleep(10)\nreturn "slept"`,
      answer: ["HOOK_TIMED_OUT", "HOOK_FAILED"],
    },
    {
      name: "refuses to be given up",
      body: `try:\n    await sleep(10000)\nfinally:\n    while True:\n        try: await sleep(1)\n        except BaseException: pass`,
      answer: "HOOK_TIMED_OUT",
    },
    {
      name: "awaits what is nothing of ours",
      body: `class Odd:\n    def __await__(self): yield {"id": 1, "kind": "spawn"}\nawait Odd()\nreturn "x"`,
      answer: "HOOK_FAILED",
    },
    {
      name: "sets timers and signals",
      body: `import signal\nsignal.signal(signal.SIGALRM, lambda *_: None)\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\nreturn "set"`,
      answer: ["set", "HOOK_FAILED"],
    },
    {
      name: "registers hooks while it is called",
      body: `on("neighbour:ask")(lambda ctx: cancel("mine"))`,
      answer: "HOOK_FAILED",
    },
    {
      name: "measures time finely",
      body: `import time\nstep = min(b - a for a, b in ((time.perf_counter_ns(), time.perf_counter_ns()) for _ in range(2000)) if b > a) if any(time.perf_counter_ns() != time.perf_counter_ns() for _ in range(2000)) else 10**6\nreturn "coarse" if step >= 10**6 else f"{step} ns"`,
      answer: ["coarse", "HOOK_FAILED"],
    },
  ],
};
