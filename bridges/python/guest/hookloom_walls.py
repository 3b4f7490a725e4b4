"""Turns what cannot work in the sandbox into errors that say so. Called by hookloom_prelude.

This is courtesy, not security: the wall is the isolate, in which nothing of the host exists.
"""

import os
import posix
import sys

NO_HOST = "scripts have no network, processes or threads; what a hook may do is in the hookloom module"
NO_JAVASCRIPT = "Python runs alone in its sandbox; there is no JavaScript to reach"
NO_LOOP = 'hooks run without an event loop: write "async def" and wait with "await hookloom.sleep(milliseconds)"'
NO_NATIVE = "native code and raw memory are out of reach in the sandbox"

HIDDEN = {
    **dict.fromkeys(["js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip"], NO_JAVASCRIPT),
    **dict.fromkeys(["ctypes", "_ctypes", "_testcapi", "_testinternalcapi", "_xxtestfuzz"], NO_NATIVE),
    **dict.fromkeys(["socket", "_socket", "ssl", "_ssl", "select", "selectors", "multiprocessing"], NO_HOST),
    **dict.fromkeys(["subprocess", "_posixsubprocess", "pty", "webbrowser"], NO_HOST),
    **dict.fromkeys(["asyncio", "_asyncio"], NO_LOOP),
}


class Wall:
    """The first finder asked for every import."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        reason = HIDDEN.get(name.partition(".")[0])
        if reason is not None:
            raise ModuleNotFoundError(f"No module named {name!r}: {reason}", name=name)


def leave(status=1):
    """Takes the place of functions that would end the interpreter, and with it every other hook of the script."""
    raise SystemExit(status)


def install():
    sys.meta_path.insert(0, Wall)
    os._exit = posix._exit = leave
    os.abort = posix.abort = leave
