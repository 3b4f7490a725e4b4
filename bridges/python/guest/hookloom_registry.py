"""Remembers what the script registered while it loaded. Filled by `hookloom.on`, read by hookloom_entry."""

import hookloom_results

hooks = []
handlers = []
_open = True


def check_open():
    if not _open:
        raise RuntimeError("on() works only while the script loads, not inside a handler")


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
    handlers.append(handler)
