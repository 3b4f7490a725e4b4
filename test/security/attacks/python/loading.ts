// Python that attacks before it has registered anything, beside the calls of others.

import type { AttackTable } from "../../attack.ts";

export const loading: AttackTable = {
  category: "loading",
  attacks: [
    {
      name: "loops and swallows every error",
      body: `while True:\n    try:\n        while True: pass\n    except BaseException: pass`,
      atLoad: true,
      answer: "SCRIPT_LOAD_TIMED_OUT",
    },
    {
      name: "keeps texts",
      body: `kept = []\nwhile True: kept.append("x" * 100000 + str(len(kept)))`,
      atLoad: true,
      answer: ["SCRIPT_MEMORY_EXCEEDED", "SCRIPT_LOAD_FAILED"],
    },
    {
      name: "recurses in C code",
      body: `v = []\nfor _ in range(100000): v = [v]\nrepr(v)`,
      atLoad: true,
      answer: "SCRIPT_LOAD_FAILED",
    },
    {
      name: "starts Pyodide's bridge to JavaScript behind the walls",
      body: `import sys\nsys.meta_path.pop(0)\nimport _pyodide_core`,
      atLoad: true,
      answer: "SCRIPT_LOAD_FAILED",
    },
    { name: "ends the process", body: `import os\nos._exit(3)`, atLoad: true, answer: "SCRIPT_LOAD_FAILED" },
    {
      name: "answers a load report of its own making",
      body: `import hookloom_registry as registry\nregistry.hooks.extend([{"handle": -1, "point": 7, "options": []}])`,
      atLoad: true,
      answer: "SANDBOX_PROTOCOL",
    },
    {
      name: "takes the id of another script's hook",
      body: `from hookloom import on\n@on("test:x", id="neighbour.py#1")\ndef x(ctx): pass`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    {
      name: "registers a match of a megabyte",
      body: `from hookloom import on\n@on("test:x", match={"text": {"glob": "*a" * 300000}})\ndef x(ctx): pass`,
      atLoad: true,
      answer: "HOOK_OPTIONS_INVALID",
    },
    { name: "compiles nested parentheses", body: "(".repeat(100_000), atLoad: true, answer: "SCRIPT_SYNTAX" },
  ],
};
