"""Describes what went wrong in a script as an `E` reply. Called by hookloom_entry.

It looks at objects of the script, whose methods may raise, recurse or lie; nothing they do may leave `report`.
"""

from hookloom_results import encode

MAX_MESSAGE = 2000
MAX_FRAMES = 20
LAST_RESORT = 'E{"kind":"exception","message":"an exception that cannot be described"}'


# Names of the script and of the modules it may import.
own_files = set()


def own_frames(error):
    """The script's own frames, innermost first."""
    frames = []
    step = BaseException.__traceback__.__get__(error)
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename in own_files:
            frames.append({"file": code.co_filename, "line": step.tb_lineno, "function": code.co_qualname})
        step = step.tb_next
    return frames[: -MAX_FRAMES - 1 : -1]


def message_of(error):
    name = type.__dict__["__name__"].__get__(type(error))
    try:
        text = str.__str__(str(error))[:MAX_MESSAGE]
    except BaseException as inner:
        text = f"(its text cannot be shown: {type(inner).__name__})"
    return f"{name}: {text}" if text else name


def report(kind, error, file, line=None):
    """The reply for an exception. `line` is where the fault is when no frame of the script says better."""
    try:
        frames = own_frames(error)
        message = message_of(error)
        if type(error) is RuntimeError and "no running event loop" in message:
            message += '; hooks run without one: wait with "await hookloom.sleep(milliseconds)"'
        place = (frames[0]["file"], frames[0]["line"]) if frames else (file, line)
        return reply(kind, message, *place, frames=frames)
    except BaseException:
        return LAST_RESORT


def report_syntax(error, file):
    """The reply for a script that does not compile."""
    try:
        message = error.msg if isinstance(error.msg, str) else "invalid syntax"
        return reply("syntax", message, file, error.lineno, column=error.offset)
    except BaseException:
        return LAST_RESORT


def reply(kind, message, file, line=None, **more):
    place = {"file": file} if line is None else {"file": file, "line": line}
    details = {name: value for name, value in more.items() if value is not None}
    return "E" + encode({"kind": kind, "message": message[:MAX_MESSAGE], **place, **details})
