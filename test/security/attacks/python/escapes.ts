// Python that looks for a way out: to JavaScript, to the engine, to the system below.

import type { AttackTable } from "../../attack.ts";

export const escapes: AttackTable = {
  category: "escapes",
  top: `import gc, getpass, os, platform, sys
def importable(*names):
    found = []
    for name in names:
        try:
            __import__(name)
            found.append(name)
        except BaseException:
            pass
    return ", ".join(found) or "nothing"
def attempt(*acts):
    for act in acts:
        try:
            return f"got {act()!r}"[:100]
        except BaseException:
            pass
    return "nothing"`,
  attacks: [
    {
      name: "imports its way to JavaScript",
      body: `return importable("js", "pyodide_js", "pyodide", "_pyodide_core", "pyodide.ffi", "pyodide.code", "micropip")`,
      answer: "nothing",
    },
    {
      name: "imports raw memory and native code",
      body: `return importable("ctypes", "_ctypes", "_testcapi", "_testinternalcapi", "cffi")`,
      answer: "nothing",
    },
    {
      name: "imports network, processes and threads",
      body: `return importable("socket", "_socket", "ssl", "select", "subprocess", "multiprocessing", "asyncio", "pty")`,
      answer: "nothing",
    },
    {
      name: "looks for objects of JavaScript among all objects",
      body: `found = {type(value).__name__ for value in gc.get_objects() if "Js" in type(value).__name__ or type(value).__module__.startswith(("pyodide", "js", "_pyodide"))}\nreturn ", ".join(sorted(found)) or "nothing"`,
      answer: "nothing",
    },
    {
      name: "walks the frames above its own",
      body: `frame, found = sys._getframe(), []
while frame is not None:
    if not frame.f_code.co_filename.startswith(("attacker.py", "/prelude/")): found.append(frame.f_code.co_filename)
    frame = frame.f_back
return ", ".join(found) or "nothing"`,
      answer: "nothing",
    },
    {
      name: "reads files of the host",
      body: `return attempt(*[lambda path=path: open(path).read() for path in ("/etc/passwd", "/proc/self/environ", "/proc/version", "/etc/hostname", "package.json")])`,
      answer: "nothing",
    },
    {
      name: "lists folders of the host",
      body: `known = {"dev", "home", "lib", "proc", "tmp", "prelude"}\nreturn ", ".join(name for name in os.listdir("/") if name not in known) or "nothing"`,
      answer: "nothing",
    },
    {
      name: "reads the environment of the host",
      body: `return ", ".join(name for name in os.environ if name not in ("HOME", "USER", "LOGNAME", "PATH", "PWD", "LANG", "_", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "PYTHONINSPECT")) or "nothing"`,
      answer: "nothing",
    },
    {
      name: "starts processes",
      body: `return attempt(lambda: os.fork(), lambda: os.execv("/bin/sh", ["sh"]), lambda: os.posix_spawn("/bin/sh", ["sh"], {}), lambda: os.popen("id").read() or 1 / 0)`,
      answer: "nothing",
    },
    {
      name: "runs a command of the shell",
      body: `return str(os.system("touch /tmp/hookloom-escaped") in (-1, 127, 32512) and not os.path.exists("/tmp/hookloom-escaped"))`,
      answer: ["True", "HOOK_FAILED"],
    },
    {
      name: "signals processes",
      body: `return attempt(lambda: os.kill(1, 9), lambda: os.kill(os.getppid(), 9))`,
      answer: ["nothing", "got None", "HOOK_FAILED"],
    },
    {
      name: "starts threads",
      body: `import _thread\nreturn attempt(lambda: _thread.start_new_thread(print, ()))`,
      answer: "nothing",
    },
    { name: "ends the process", body: `os._exit(3)`, answer: "HOOK_FAILED" },
    {
      name: "ends the process through a fresh posix module",
      body: `import importlib.util\nfresh = importlib.util.module_from_spec(importlib.util.find_spec("posix"))\nfresh.__spec__.loader.exec_module(fresh)\nfresh._exit(3)`,
      answer: "HOOK_FAILED",
    },
    {
      name: "crashes the interpreter",
      body: `import faulthandler\nfaulthandler._sigsegv()`,
      answer: ["HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "crashes the interpreter with made up bytecode",
      body: `code = (lambda: 0).__code__\nexec(code.replace(co_code=bytes([100, 255, 83, 0]) * 50, co_stacksize=1))\nreturn "ran"`,
      answer: ["ran", "HOOK_FAILED", "HOOK_TIMED_OUT"],
    },
    {
      name: "reads paths of the host in a traceback",
      body: `import traceback\ntext = "".join(traceback.format_stack()) + "".join(sys.path) + sys.executable + repr(sys.flags)\nreturn "nothing" if not any(mark in text for mark in ("node_modules", "file://", "/home/", "/root", "bridges")) else text`,
      answer: "nothing",
    },
    {
      name: "learns the host's name and user",
      body: `return platform.node() + platform.system()`,
      answer: ["emscriptenEmscripten", "EmscriptenEmscripten", "Emscripten"],
    },
  ],
};
