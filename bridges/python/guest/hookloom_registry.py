"""Remembers what the script registered while it loaded. Filled by `hookloom.on`, read by hookloom_entry."""

import sys

import hookloom_results

hooks = []
report = {
    "hooks": hooks,
    "subscriptions": [],
    "components": [],
    "wants": {"publish": [], "http": [], "state": []},
    "modules": [],
}
# Of each handle: its handler, and the line it was registered at.
handlers = []
lines = []
script = ""
_open = True


def script_line():
    """The line of the script that called into the module, be it through a module of its own."""
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename != script:
        frame = frame.f_back
    return None if frame is None else frame.f_lineno


def check_open(function="on"):
    if not _open:
        raise RuntimeError(f"{function}() works only while the script loads, not inside a handler")


def close():
    global _open
    _open = False


def add(point, options, line, handler):
    check_open()
    if not callable(handler):
        raise TypeError(f"@on({point!r}) must stand above a function")
    try:
        hookloom_results.check(options)
    except hookloom_results.NotJson as fault:
        raise TypeError(f"@on({point!r}): the options cannot become JSON: {fault}") from None
    hooks.append({"handle": len(handlers), "point": point, "options": options, "line": line})
    _keep(handler, line)


def add_named(kind, function, what, text, line, handler):
    """Adds a subscription or a component: a handler under a text."""
    check_open(function)
    if not callable(handler):
        raise TypeError(f"@{function}({text!r}) must stand above a function")
    report[kind].append({"handle": len(handlers), what: text, "line": line})
    _keep(handler, line)


def declare(version, migrate, line):
    """Keeps what the script says of its version; a migration has a handle as handlers have."""
    report["script"] = {"version": version, "line": line}
    if migrate is not None:
        report["script"]["migrate"] = len(handlers)
        _keep(migrate, line)


def _keep(handler, line):
    handlers.append(handler)
    lines.append(line)
