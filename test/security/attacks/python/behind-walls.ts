// Python that tore the courtesy walls down (hookloom_walls.py) and uses what is behind them: what then holds is the isolate.

import type { AttackTable } from "../../attack.ts";

export const behindWalls: AttackTable = {
  category: "behind the walls",
  top: `import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if getattr(finder, "__name__", "") != "Wall"]
behind = {}
for name in ("js", "pyodide_js", "ctypes", "socket", "subprocess", "asyncio", "select", "_posixsubprocess", "_thread"):
    try:
        behind[name] = __import__(name)
    except BaseException:
        pass
def call(name, *arguments):
    return getattr(behind["ctypes"].CDLL(None), name)(*arguments)`,
  attacks: [
    {
      name: "finds JavaScript",
      body: `return ", ".join(name for name in ("js", "pyodide_js") if name in behind) or "nothing"`,
      answer: "nothing",
    },
    {
      name: "opens a socket",
      body: `s = behind["socket"].socket()\ns.settimeout(0.05)\ns.connect(("127.0.0.1", 80))\ns.send(b"x")\nreturn "sent"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "resolves a name",
      body: `return str(behind["socket"].gethostbyname("example.com").startswith("172.29."))`,
      answer: ["True", "HOOK_FAILED"],
    },
    {
      name: "listens for others",
      body: `s = behind["socket"].socket()\ns.bind(("127.0.0.1", 0))\ns.listen()\ns.accept()\nreturn "accepted"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "starts a process",
      body: `return str(behind["subprocess"].run(["id"], capture_output=True).stdout)`,
      answer: "HOOK_FAILED",
    },
    { name: "starts a thread", body: `behind["_thread"].start_new_thread(print, ())\nreturn "started"`, answer: "HOOK_FAILED" },
    {
      name: "runs an event loop",
      body: `behind["asyncio"].run(behind["asyncio"].sleep(10))\nreturn "slept"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "runs JavaScript through the engine's own functions",
      body: `for name in ("emscripten_run_script", "emscripten_run_script_int", "emscripten_run_script_string"):\n    try:\n        call(name, b"globalThis.escaped = 1")\n        return name\n    except AttributeError: pass\nreturn "nothing"`,
      answer: ["nothing", "HOOK_FAILED"],
    },
    {
      name: "runs JavaScript through Pyodide's functions",
      body: `for name in ("run_js", "Jsv_GetNull", "_agen_handle_result_js_c", "emscripten_asm_const_int", "hiwire_init", "jslib_init", "pyodide_js_init", "PyInit__pyodide_core"):\n    try:\n        call(name, b"globalThis.escaped = 1")\n        return name\n    except AttributeError: pass\nreturn "nothing"`,
      answer: ["nothing", "HOOK_FAILED"],
    },
    {
      name: "reads memory that is not its own",
      body: `behind["ctypes"].string_at(2**31, 10**6)\nreturn "read"`,
      answer: ["HOOK_FAILED", "read"],
    },
    {
      name: "overwrites the interpreter",
      body: `behind["ctypes"].memset(1024, 0xFF, 20000000)\nreturn "overwritten"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "overwrites the stack protection and recurses",
      body: `behind["ctypes"].pythonapi.PyUnstable_ThreadState_SetStackProtection(behind["ctypes"].pythonapi.PyThreadState_Get(), 0, 2**30)\nv = []\nfor _ in range(100000): v = [v]\nrepr(v)\nreturn "x"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "calls every function of the table",
      body: `ctypes = behind["ctypes"]\nfor index in range(1, 3000):\n    try: ctypes.CFUNCTYPE(ctypes.c_int)(index)()\n    except Exception: pass\nreturn "called"`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT", "called"],
    },
    {
      name: "calls what the engine imports from JavaScript",
      body: `for name in ("exit", "abort", "emscripten_force_exit", "emscripten_exit_with_live_runtime", "_exit"):\n    try: call(name, 0)\n    except Exception: pass\nreturn "alive"`,
      answer: ["alive", "HOOK_FAILED"],
    },
  ],
};
